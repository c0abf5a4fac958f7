import { expect, test } from '@jest/globals';
import { judgePost, markPost } from './judge-post.ts';
import { type Earlier, KnownPosts } from './known-posts.ts';
import type { RawPost } from './raw-post.ts';

const REQUEST =
  'SEEKING FREELANCER | Remote<p>Our rowing club books boats on paper. We want a page where members pick a boat and a slot, and the captain sees who is out. Forty members, twelve boats.<p>Budget $3,200. oar@tidewick-rowing.org';

const post = (rest: Partial<RawPost> = {}): RawPost => ({
  platform: 'hackernews',
  externalId: '1',
  url: null,
  author: 'tidewick',
  title: null,
  text: REQUEST,
  postedAt: null,
  thread: 'freelancer',
  isReply: false,
  ...rest,
});

const ID = { first: '6f0e4c2a-0000-4000-8000-000000000001', second: '6f0e4c2a-0000-4000-8000-000000000002' };

function earlier(given: RawPost, found = true): Earlier {
  const { id, authorSha256, givesWay, pageSha256, signature, textSha256 } = markPost(ID.first, given);
  return {
    ...{ id, author_sha256: authorSha256, text_sha256: textSha256, page_sha256: pageSha256, signature, found },
    ...{ gives_way: givesWay, duplicate_of: null, forgotten_at: null },
  };
}

const NOW = new Date('2026-11-28T12:00:00Z');

const judge = (given: RawPost, known: readonly Earlier[] = [], id = ID.second) =>
  judgePost(markPost(id, given), new KnownPosts(known), new Set(), NOW);

test('a request seen for the first time is found', () => {
  expect(judge(post({ postedAt: new Date('2026-11-27T09:00:00Z') }))).toEqual({
    verdict: 'found',
    demand: {
      score: 1,
      reasons: [
        'Is labelled SEEKING FREELANCER',
        'Offers 3200 USD',
        'Was posted 1 day before',
        'Speaks of web_application',
      ],
    },
    judged: {
      budget: { currency: 'USD', lowMinor: 320_000, highMinor: 320_000, per: 'job' },
      language: 'en',
      origin: 'platform',
      services: ['web_application'],
    },
  });
});

test.each([
  [
    'other spaces, tags, entities and case',
    post({
      externalId: '2',
      text: REQUEST.replace('<p>', '<br>\n ').replace('want', '<i>WANT</i>').replace('-', '&#45;'),
    }),
  ],
  ['another platform', post({ externalId: '2', platform: 'reddit', author: 'somebody_else' })],
  ['a remark at the end', post({ externalId: '2', text: `${REQUEST} (Reposting, the first one sank.)` })],
])('the same post with %s is a duplicate of the first', (_how, repost) => {
  expect(judge(repost, [earlier(post())])).toMatchObject({
    verdict: 'dropped',
    reason: 'duplicate',
    duplicateOf: ID.first,
  });
});

test('the same id again is a duplicate, even with another text', () => {
  const verdict = judge(post({ text: 'SEEKING FREELANCER | a quite different thing' }), [earlier(post())], ID.first);
  expect(verdict).toMatchObject({ reason: 'duplicate', detail: 'Was seen before' });
});

test('a repetition of something dropped names no opportunity', () => {
  expect(judge(post({ externalId: '2' }), [earlier(post(), false)])).toMatchObject({
    reason: 'duplicate',
    duplicateOf: null,
  });
});

const reworded = (rest: Partial<RawPost>) =>
  post({ externalId: '2', text: `Bump! ${REQUEST.replace('Forty members', 'Fifty members')} Thanks!`, ...rest });

test('nearly the same words under another name are a sprayed copy', () => {
  const verdict = judge(reworded({ platform: 'reddit', author: 'somebody_else' }), [earlier(post())]);
  expect(verdict).toMatchObject({
    reason: 'duplicate',
    duplicateOf: ID.first,
    detail: expect.stringMatching(/sprayed/),
  });
});

test('a copy of a copy repeats the original', () => {
  const copy = { ...earlier(reworded({}), false), duplicate_of: ID.second };
  expect(judge(reworded({ externalId: '3' }), [copy])).toMatchObject({ reason: 'duplicate', duplicateOf: ID.second });
});

test.each([
  ['spam', { text: 'We are hiring 40 people. Earn $220 a day from home, no experience needed.' }],
  ['too_old', { postedAt: new Date('2025-05-01T00:00:00Z') }],
])('what would be found is dropped as %s', (reason, rest) => {
  expect(judge(post(rest))).toMatchObject({ verdict: 'dropped', reason });
});

test('an open issue with a bounty is never too old', () => {
  const issue = { platform: 'github', title: 'ARM build', text: '/bounty $400', thread: null };
  expect(judge(post({ ...issue, postedAt: new Date('2024-05-01T00:00:00Z') })).verdict).toBe('found');
});

const scoreOf = (rest: Partial<RawPost>) => {
  const verdict = judge(post({ postedAt: NOW, ...rest }));
  return verdict.verdict === 'found' ? verdict.demand.score : 0;
};

test('a platform’s own post with its author comes before a summary, however much that says', () => {
  const summary = scoreOf({ platform: 'web', author: null, isSummary: true });
  expect(summary).toBeLessThanOrEqual(0.5);
  expect(scoreOf({ text: 'Looking for a developer', thread: null })).toBeGreaterThan(summary);
});

test('what is old, names no budget or has no author scores less', () => {
  const words = { thread: null, text: 'We need a developer to build a booking page, paid. Budget $900.' };
  const whole = scoreOf(words);
  expect(scoreOf({ ...words, postedAt: new Date('2026-07-01T00:00:00Z') })).toBeLessThan(whole);
  expect(scoreOf({ ...words, author: null })).toBeLessThan(whole);
  expect(scoreOf({ ...words, text: 'We need a developer to build a booking page, paid.' })).toBeLessThan(whole);
});

const PAGE = 'https://www.reddit.com/r/forhire/comments/1abc2d/hiring_rowing_club/';
const summary = (text: string) =>
  post({
    platform: 'web',
    externalId: PAGE,
    url: `${PAGE}?utm_source=x`,
    author: null,
    isSummary: true,
    text,
    thread: null,
  });
const REACHABLE = 'A rowing club is hiring: they need someone to build a booking page. Mail oar@tidewick-rowing.org';
const UNREACHABLE = 'A rowing club is hiring: they need someone to build a booking page, budget $3,200.';

test('a summary of a page that is known is a duplicate, in whatever words', () => {
  const own = earlier(post({ platform: 'reddit', url: 'https://old.reddit.com/r/forhire/comments/1abc2d/' }));
  expect(judge(summary(UNREACHABLE), [own])).toMatchObject({ reason: 'duplicate', duplicateOf: ID.first });
});

test('a summary that leads to nobody does not stand in the way of the post itself', () => {
  const own = (text: string) => post({ platform: 'reddit', url: PAGE, text, thread: null });
  expect(judge(own(UNREACHABLE), [earlier(summary(UNREACHABLE))]).verdict).toBe('found');
  expect(judge(own(REACHABLE), [earlier(summary(REACHABLE))])).toMatchObject({ reason: 'duplicate' });
});

test('another request of the same author, and the same short words of another, are no duplicates', () => {
  const different = post({
    externalId: '2',
    text: 'SEEKING FREELANCER | Remote<p>Translate our rowing handbook into Dutch, 40 pages, EUR 1,100.',
  });
  expect(judge(different, [earlier(post())]).verdict).toBe('found');
  const short = post({ text: 'Need a logo, $50', thread: null });
  expect(judge({ ...short, externalId: '2', author: 'unrelated' }, [earlier(short)]).verdict).toBe('found');
});

test('a post without text is malformed, one of a forgotten author is not taken up', () => {
  expect(judge(post({ text: null }))).toMatchObject({ reason: 'malformed' });
  const marked = markPost(ID.second, post());
  expect(judgePost(marked, new KnownPosts(), new Set([marked.authorSha256 ?? '']), NOW)).toMatchObject({
    reason: 'forgotten',
  });
});

test('an offer is dropped as supply, anything else as no demand', () => {
  expect(judge(post({ text: 'SEEKING WORK | Elixir' }))).toMatchObject({ reason: 'supply' });
  expect(judge(post({ text: 'Nice thread this month.' }))).toMatchObject({ reason: 'not_demand' });
});
