import { z } from 'zod';

/** Posts asked for at a time. */
export const HITS_PER_PAGE = 100;

/** Pages of one feed that are read at most; the search API gives no more than 1,000 hits. */
export const MAX_PAGES = 10;

/** One page of the search API of Hacker News to read. */
export const feedPage = z.object({
  /** `threads` lists the monthly threads; the others hold posts. */
  kind: z.enum(['threads', 'thread', 'stories']),
  thread: z.enum(['freelancer', 'hiring', 'seekers']).nullable(),
  storyId: z.string().max(20).nullable(),
  query: z.string().max(500).nullable(),
  page: z
    .int()
    .min(0)
    .max(MAX_PAGES - 1),
});

/** See {@link feedPage}. */
export type FeedPage = z.output<typeof feedPage>;

/** What a page held; the hits are not yet looked at. */
export const readPage = z.object({ hits: z.array(z.unknown()), pages: z.int().min(0) });

/** See {@link readPage}. */
export type ReadPage = z.output<typeof readPage>;

const stories = (query: string | null): FeedPage => ({ kind: 'stories', thread: null, storyId: null, query, page: 0 });

/** Wordings under which people ask outside the monthly threads; the search wants all words of one. */
const STORY_QUERIES = ['need a developer', 'looking for someone to build', 'looking for a freelancer', 'paid work'];

/** What a run reads: the threads and the stories that ask, or, where the operator says, the stories that hold a wording. */
export function feedsFor(query: string | null): FeedPage[] {
  if (query !== null) return [stories(query)];
  const threads: FeedPage = { kind: 'threads', thread: null, storyId: null, query: null, page: 0 };
  return [threads, stories(null), ...STORY_QUERIES.map((words) => stories(words))];
}
