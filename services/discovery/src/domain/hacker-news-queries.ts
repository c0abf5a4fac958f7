import { hackerNewsHit } from './hacker-news-hit.ts';
import type { HiringThread } from './raw-post.ts';
import type { SourceQuery } from './source-query.ts';

/** How Hacker News is asked: for its list of monthly threads, for the posts of one, for stories. */
export type HackerNewsKind = 'threads' | `${HiringThread}_thread` | 'stories';

/** The monthly threads are told by their titles; of each kind the newest are read. */
const THREADS: readonly { readonly title: RegExp; readonly thread: HiringThread; readonly newest: number }[] = [
  { title: /freelancer\?\s*seeking freelancer/i, thread: 'freelancer', newest: 2 },
  { title: /who is hiring\?/i, thread: 'hiring', newest: 1 },
];

/** Wordings under which people ask outside the monthly threads; the search wants all words of one. */
const STORY_WORDINGS = ['need a developer', 'looking for someone to build', 'looking for a freelancer', 'paid work'];

const asking = (kind: HackerNewsKind, text: string | null, within: string | null): SourceQuery => ({
  kind,
  text,
  within,
});

/** What is asked: the threads and the stories that ask for work, or, with words, the stories that hold them. */
export function hackerNewsQueries(text: string | null): SourceQuery[] {
  if (text !== null) return [asking('stories', text, null)];
  const wordings = STORY_WORDINGS.map((words) => asking('stories', words, null));
  return [asking('threads', null, null), asking('stories', null, null), ...wordings];
}

/** The monthly threads worth reading, of those that a page lists. */
export function threadQueries(hits: readonly unknown[]): SourceQuery[] {
  const known = hits.flatMap((raw) => hackerNewsHit.safeParse(raw).data ?? []);
  return THREADS.flatMap(({ title, thread, newest }) =>
    known
      .filter((story) => story.title !== null && title.test(story.title))
      .sort((a, b) => (b.created_at_i ?? 0) - (a.created_at_i ?? 0))
      .slice(0, newest)
      .map((story) => asking(`${thread}_thread`, null, story.objectID)),
  );
}

/** Which monthly thread a question reads, if any. */
export function threadOf({ kind }: SourceQuery): HiringThread | null {
  const thread = kind.replace(/_thread$/, '');
  return thread === 'freelancer' || thread === 'hiring' || thread === 'seekers' ? thread : null;
}
