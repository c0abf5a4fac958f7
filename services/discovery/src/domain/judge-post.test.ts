import { expect, test } from '@jest/globals';
import { type Earlier, judgePost, markPost } from './judge-post.ts';
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
  const { id, authorSha256, textSha256, sketch } = markPost(ID.first, given);
  return { id, author_sha256: authorSha256, text_sha256: textSha256, sketch, found, forgotten_at: null };
}

const judge = (given: RawPost, known: readonly Earlier[] = [], id = ID.second) =>
  judgePost(markPost(id, given), known, new Set());

test('a request seen for the first time is found', () => {
  expect(judge(post())).toMatchObject({ verdict: 'found', demand: { reasons: ['Is labelled SEEKING FREELANCER'] } });
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
  expect(judgePost(marked, [], new Set([marked.authorSha256 ?? '']))).toMatchObject({ reason: 'forgotten' });
});

test('an offer is dropped as supply, anything else as no demand', () => {
  expect(judge(post({ text: 'SEEKING WORK | Elixir' }))).toMatchObject({ reason: 'supply' });
  expect(judge(post({ text: 'Nice thread this month.' }))).toMatchObject({ reason: 'not_demand' });
});
