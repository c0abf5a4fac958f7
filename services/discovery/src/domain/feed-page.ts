import { z } from 'zod';
import { hit } from './hit.ts';
import type { HiringThread } from './raw-post.ts';

/** Posts asked for at a time. */
export const HITS_PER_PAGE = 100;

/** Pages of one feed that are read at most; the search API gives no more than 1,000 hits. */
const MAX_PAGES = 10;

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

/** The monthly threads are told by their titles; of each kind the newest are read. */
const THREADS: readonly { readonly title: RegExp; readonly thread: HiringThread; readonly newest: number }[] = [
  { title: /freelancer\?\s*seeking freelancer/i, thread: 'freelancer', newest: 2 },
  { title: /who is hiring\?/i, thread: 'hiring', newest: 1 },
];

function threadFeeds(hits: readonly unknown[]): FeedPage[] {
  const known = hits.flatMap((raw) => hit.safeParse(raw).data ?? []);
  return THREADS.flatMap(({ title, thread, newest }) =>
    known
      .filter((story) => story.title !== null && title.test(story.title))
      .sort((a, b) => (b.created_at_i ?? 0) - (a.created_at_i ?? 0))
      .slice(0, newest)
      .map((story): FeedPage => ({ kind: 'thread', thread, storyId: story.objectID, query: null, page: 0 })),
  );
}

/** What is to be read because of a page: the threads it lists, or the page behind it. */
export function followUps(feed: FeedPage, page: ReadPage): FeedPage[] {
  if (feed.kind === 'threads') return threadFeeds(page.hits);
  const next = feed.page + 1;
  const isLast = next >= page.pages || page.hits.length < HITS_PER_PAGE || next === MAX_PAGES;
  return isLast ? [] : [{ ...feed, page: next }];
}
