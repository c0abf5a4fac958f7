import { expect, test } from '@jest/globals';
import { githubQueries } from './github-queries.ts';
import { readListedFeeds } from './listed-feeds.ts';
import { perplexityQueries, perplexityQuestions } from './perplexity-queries.ts';
import { readRedditPost } from './reddit-post.ts';
import { readXPage, xAnswer } from './x-page.ts';
import { xQueries } from './x-queries.ts';

test('no question to X is longer than it takes, whatever is wished for', () => {
  const wishes = [null, 'three CTOs in San Francisco', 'word '.repeat(400), 'x'.repeat(2_000)];
  const texts = wishes.flatMap((wish) => xQueries(wish).map(({ text }) => text ?? ''));
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.filter((text) => text.length > 512 || !text.endsWith('-is:retweet -is:reply'))).toEqual([]);
});

test('words of a stranger become no operators', () => {
  expect(xQueries('from:rival "quoted" (a OR b) -not has:links')[0]?.text).toBe(
    'rival quoted a b not links -is:retweet -is:reply',
  );
  expect(githubQueries('repo:secret/one user:x "fix" it').map(({ text }) => text)).toEqual([
    'secret/one x fix it',
    'secret/one x fix it',
  ]);
  expect([xQueries(' " '), githubQueries(' " ')]).toEqual([[], []]);
});

test('no request to Perplexity holds more than five questions', () => {
  for (const query of perplexityQueries(null)) {
    const questions = perplexityQuestions(query);
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.length).toBeLessThanOrEqual(5);
  }
});

test.each([
  ['https://a.lanternboard.net/rss', [{ url: 'https://a.lanternboard.net/rss', tenantId: null }]],
  [
    'https://a.lanternboard.net/1, 00000000-0000-4000-8000-00000000000A@https://b.lanternboard.net/2',
    [
      { url: 'https://a.lanternboard.net/1', tenantId: null },
      { url: 'https://b.lanternboard.net/2', tenantId: '00000000-0000-4000-8000-00000000000a' },
    ],
  ],
  ['ftp://a.lanternboard.net/rss', undefined],
  ['somebody@https://a.lanternboard.net', undefined],
])('the list of feeds %j is read, or refused as a whole', (list, feeds) => {
  expect(readListedFeeds(list)).toEqual(feeds);
});

test('a post of X says its links in full, as they stand behind the short ones', () => {
  const answer = xAnswer.parse({
    data: [
      {
        id: '1990000000000007919',
        text: 'Need a logo, details: https://t.co/abc',
        author_id: '77',
        entities: { urls: [{ url: 'https://t.co/abc', expanded_url: 'https://gritstonehall.com/logo' }] },
      },
      { id: 'broken' },
    ],
    includes: { users: [{ id: '77', username: 'gritstone' }] },
    meta: { result_count: 2 },
  });
  const { brokenCount, posts } = readXPage(answer);
  expect(brokenCount).toBe(1);
  expect(posts[0]).toMatchObject({
    author: 'gritstone',
    text: 'Need a logo, details: https://gritstonehall.com/logo',
    url: 'https://x.com/gritstone/status/1990000000000007919',
  });
});

const link = (data: Record<string, unknown>) => ({
  kind: 't3',
  data: { id: 'abc12', title: '[Hiring] A map', selftext: 'ada\\_ashby@gritstonehall.com', author: 'ada', ...data },
});

test('a post of Reddit is read without the backslashes of its editor', () => {
  expect(readRedditPost(link({}))).toMatchObject({ externalId: 'abc12', text: 'ada_ashby@gritstonehall.com' });
});

test.each([
  ['by its author', { author: '[deleted]', selftext: '[deleted]' }],
  ['by a moderator', { selftext: '[removed]', removed_by_category: 'moderator' }],
  ['by the site', { removed_by_category: 'reddit' }],
])('a post of Reddit that was taken back %s is only an id', (_by, data) => {
  expect(readRedditPost(link(data))).toEqual({ deletedId: 'abc12' });
});

test.each([[null], [{ kind: 't1', data: {} }], [link({ id: 7 })], [link({ title: { html: '' } })]])(
  'a child of a listing like %j is broken',
  (raw) => {
    expect(readRedditPost(raw)).toBeUndefined();
  },
);
