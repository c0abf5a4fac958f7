import { expect, test } from '@jest/globals';
import type { FeedPage } from './feed-page.ts';
import { followUps } from './follow-ups.ts';
import { readHit } from './hit.ts';

const feed: FeedPage = { kind: 'thread', thread: 'freelancer', storyId: '100', query: null, page: 0 };

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
  expect(readHit(hit(), feed)).toMatchObject({
    externalId: '101',
    url: 'https://news.ycombinator.com/item?id=101',
    text: 'SEEKING FREELANCER',
    thread: 'freelancer',
    isReply: false,
  });
  expect(readHit(hit({ parent_id: 101 }), feed)?.isReply).toBe(true);
});

test('a deleted comment keeps its identity but has no text', () => {
  expect(readHit(hit({ author: null, comment_text: null }), feed)).toMatchObject({
    externalId: '101',
    author: null,
    text: null,
  });
});

test.each([[null], ['text'], [{}], [hit({ objectID: null })], [hit({ comment_text: { html: 'x' } })]])(
  'a hit like %j is broken',
  (raw) => {
    expect(readHit(raw, feed)).toBeUndefined();
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
  const threads: FeedPage = { ...feed, kind: 'threads', thread: null, storyId: null };
  expect(followUps(threads, { hits: listed, pages: 1 }).map(({ thread, storyId }) => `${thread} ${storyId}`)).toEqual([
    'freelancer 3',
    'freelancer 2',
    'hiring 5',
  ]);
});
