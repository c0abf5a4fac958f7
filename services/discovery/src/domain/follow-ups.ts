import { type FeedPage, HITS_PER_PAGE, MAX_PAGES, type ReadPage } from './feed-page.ts';
import { hit } from './hit.ts';
import type { HiringThread } from './raw-post.ts';

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
