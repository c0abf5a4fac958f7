import type { Outcome } from '@loop/runtime';
import type { FeedPage, ReadPage } from '../domain/feed-page.ts';

/** Why a reading failed. Reading changes nothing, so it is never `unknown`. */
export type ReadingFailed = { readonly failed: Exclude<Outcome, { outcome: 'done' | 'unknown' }> };

/** Reads one page of a source of posts; `since` leaves out older ones where the page can. Never rejects. */
export type ReadFeedPage = (
  feed: FeedPage,
  since: Date,
  signal: AbortSignal,
) => Promise<{ readonly page: ReadPage } | ReadingFailed>;
