import { z } from 'zod';
import type { HiringThread, RawPost } from '../domain/raw-post.ts';
import { type JsonAnswer, readJson } from './read-json.ts';

/** Where the search API lives outside sandbox mode. https://hn.algolia.com/api */
export const HACKER_NEWS_URL = 'https://hn.algolia.com';

/** Posts asked for at a time. */
export const HITS_PER_PAGE = 100;

/** One page of the search API to read. */
export const feedPage = z.object({
  /** `threads` lists the monthly threads; the others hold posts. */
  kind: z.enum(['threads', 'thread', 'stories']),
  thread: z.enum(['freelancer', 'hiring', 'seekers']).nullable(),
  storyId: z.string().max(20).nullable(),
  query: z.string().max(500).nullable(),
  page: z.int().min(0).max(9),
});

/** See {@link feedPage}. */
export type FeedPage = z.output<typeof feedPage>;

const stories = (query: string | null): FeedPage => ({ kind: 'stories', thread: null, storyId: null, query, page: 0 });

/** Wordings under which people ask outside the monthly threads; the search wants all words of one. */
const STORY_QUERIES = ['need a developer', 'looking for someone to build', 'looking for a freelancer', 'paid work'];

/** What a run reads: the threads and the stories that ask, or, where the operator says, the stories that hold a wording. */
export function feedsFor(query: string | null): FeedPage[] {
  if (query !== null) return [stories(query)];
  const threads: FeedPage = { kind: 'threads', thread: null, storyId: null, query: null, page: 0 };
  return [threads, { ...stories(null) }, ...STORY_QUERIES.map((words) => stories(words))];
}

const answer = z.object({ hits: z.array(z.unknown()).max(1_000), nbPages: z.number().int().min(0) });

/** What is kept of an answer between reading and deciding. */
export const readPage = z.object({ hits: z.array(z.unknown()), pages: z.int().min(0) });

/** Reads one page. An answer of another shape is as good as none: `not_sent`. */
export async function readFeedPage(
  baseUrl: string,
  feed: FeedPage,
  since: Date,
  signal: AbortSignal,
): Promise<{ readonly page: z.output<typeof readPage> } | Extract<JsonAnswer, { failed: unknown }>> {
  const url = new URL('/api/v1/search_by_date', baseUrl);
  url.searchParams.set('tags', tagsOf(feed));
  url.searchParams.set('hitsPerPage', String(HITS_PER_PAGE));
  url.searchParams.set('page', String(feed.page));
  if (feed.query !== null) url.searchParams.set('query', feed.query);
  if (feed.kind !== 'thread')
    url.searchParams.set('numericFilters', `created_at_i>${Math.floor(since.getTime() / 1_000)}`);
  const got = await readJson(url, signal);
  if ('failed' in got) return got;
  const parsed = answer.safeParse(got.json);
  if (!parsed.success) return { failed: { outcome: 'not_sent', reason: 'answer_has_another_shape' } };
  return { page: { hits: parsed.data.hits, pages: parsed.data.nbPages } };
}

function tagsOf({ kind, storyId, query }: FeedPage): string {
  if (kind === 'threads') return 'story,author_whoishiring';
  if (kind === 'thread') return `comment,story_${storyId}`;
  return query === null ? 'ask_hn' : 'story';
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const objectId = z.union([z.string().regex(/^\d{1,15}$/), z.number().int().positive().transform(String)]);
const hit = z.object({
  objectID: objectId,
  author: text,
  title: text,
  comment_text: text,
  story_text: text,
  story_id: objectId.nullish(),
  parent_id: objectId.nullish(),
  created_at_i: z.number().int().positive().nullish(),
  _tags: z.array(z.string()).default([]),
});

/** Reads one hit. `undefined`: it has no identity, or what it has is of another shape. */
export function readHit(raw: unknown, feed: FeedPage): RawPost | undefined {
  const parsed = hit.safeParse(raw);
  if (!parsed.success) return undefined;
  const { objectID, author, title, comment_text, story_text, story_id, parent_id, created_at_i, _tags } = parsed.data;
  const isComment = _tags.includes('comment') || comment_text !== null;
  return {
    platform: 'hackernews',
    externalId: objectID,
    url: `https://news.ycombinator.com/item?id=${objectID}`,
    author,
    title: isComment ? null : title,
    text: isComment ? comment_text : story_text,
    postedAt: created_at_i ? new Date(created_at_i * 1_000) : null,
    thread: feed.thread,
    isReply: isComment && parent_id !== null && parent_id !== undefined && parent_id !== (story_id ?? feed.storyId),
  };
}

/** The monthly threads are told by their titles; of each kind the newest are read. */
const THREADS: readonly { readonly title: RegExp; readonly thread: HiringThread; readonly newest: number }[] = [
  { title: /freelancer\?\s*seeking freelancer/i, thread: 'freelancer', newest: 2 },
  { title: /who is hiring\?/i, thread: 'hiring', newest: 1 },
];

/** Picks the threads to read out of the list of threads, newest first. */
export function threadFeeds(hits: readonly unknown[]): FeedPage[] {
  const known = hits.flatMap((raw) => {
    const parsed = hit.safeParse(raw);
    return parsed.success ? [parsed.data] : [];
  });
  return THREADS.flatMap(({ title, thread, newest }) =>
    known
      .filter((story) => story.title !== null && title.test(story.title))
      .sort((a, b) => (b.created_at_i ?? 0) - (a.created_at_i ?? 0))
      .slice(0, newest)
      .map((story): FeedPage => ({ kind: 'thread', thread, storyId: story.objectID, query: null, page: 0 })),
  );
}
