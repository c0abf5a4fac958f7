import { expect, test } from '@jest/globals';
import { readHackerNewsHit } from './hacker-news-hit.ts';
import { hackerNewsQueries, threadOf, threadQueries } from './hacker-news-queries.ts';

const place = { thread: 'freelancer', storyId: '100' } as const;

const hit = (rest: Record<string, unknown> = {}) => ({
  objectID: '101',
  author: 'marlow',
  comment_text: 'SEEKING FREELANCER',
  story_id: 100,
  parent_id: 100,
  created_at_i: 1_770_000_000,
  _tags: ['comment'],
  ...rest,
});

test('reads a comment of a thread, and tells an answer to it from a post of its own', () => {
  expect(readHackerNewsHit(hit(), place)).toMatchObject({
    externalId: '101',
    url: 'https://news.ycombinator.com/item?id=101',
    text: 'SEEKING FREELANCER',
    thread: 'freelancer',
    isReply: false,
  });
  expect(readHackerNewsHit(hit({ parent_id: 101 }), place)?.isReply).toBe(true);
});

test('a deleted comment keeps its identity but has no text', () => {
  expect(readHackerNewsHit(hit({ author: null, comment_text: null }), place)).toMatchObject({
    externalId: '101',
    author: null,
    text: null,
  });
});

test.each([[null], ['text'], [{}], [hit({ objectID: null })], [hit({ comment_text: { html: 'x' } })]])(
  'a hit like %j is broken',
  (raw) => {
    expect(readHackerNewsHit(raw, place)).toBeUndefined();
  },
);

test('reads the two newest freelancer threads and the newest hiring thread', () => {
  const story = (objectID: string, title: string, created_at_i: number) => ({ objectID, title, created_at_i });
  const listed = [
    story('1', 'Ask HN: Freelancer? Seeking freelancer? (March 2026)', 100),
    story('2', 'Ask HN: Freelancer? Seeking freelancer? (April 2026)', 200),
    story('3', 'Ask HN: Freelancer? Seeking freelancer? (May 2026)', 300),
    story('4', 'Ask HN: Who is hiring? (April 2026)', 201),
    story('5', 'Ask HN: Who is hiring? (May 2026)', 301),
    story('6', 'Ask HN: Who wants to be hired? (May 2026)', 302),
    { broken: true },
  ];
  const queries = threadQueries(listed);
  expect(queries.map(({ kind, within }) => `${kind} ${within}`)).toEqual([
    'freelancer_thread 3',
    'freelancer_thread 2',
    'hiring_thread 5',
  ]);
  expect(queries.map(threadOf)).toEqual(['freelancer', 'freelancer', 'hiring']);
});

test('words replace the own questions, and only stories are asked for them', () => {
  expect(hackerNewsQueries('booking site')).toEqual([{ kind: 'stories', text: 'booking site', within: null }]);
  expect(hackerNewsQueries(null).map(threadOf)).toEqual(hackerNewsQueries(null).map(() => null));
});
