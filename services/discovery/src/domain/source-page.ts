import type { RawPost } from './raw-post.ts';
import type { SourceQuery } from './source-query.ts';

/** What reading takes: requests, and money in millionths of a unit of the currency (5,000 of USD is half a cent). */
export interface ReadingCost {
  readonly requests: number;
  readonly amountMicros: number;
  /** Every vendor charges in this one; budgets add up. */
  readonly currency: 'USD';
}

/** What a source says it still lets us read. */
export interface ReadingQuota {
  /** Requests left in the window. */
  readonly remaining: number;
  /** When the window begins anew, in real time like `Outcome.until`. */
  readonly resetsAt: Date;
}

/** One page of a source, as its adapter understood it. */
export interface SourcePage {
  /** In the source's own order: newest, or best, first. */
  readonly posts: readonly RawPost[];
  /** Entries that could not be read: they have no identity, or are of another shape. */
  readonly brokenCount: number;
  /** Ids of posts of the platform called like the source that it says are deleted; what is kept of them is to be erased. */
  readonly deletedIds: readonly string[];
  /** Where to go on; `null` at the end of what the source gives. */
  readonly nextCursor: string | null;
  /**
   * Of a first page: the cursor a later run begins with, to be given only what is new since; nothing is read or paid for twice.
   * `null`: the source cannot tell, its posts are known again by their ids.
   */
  readonly bookmark: string | null;
  /** Questions that only this page could tell of, such as the threads it lists. */
  readonly opened: readonly SourceQuery[];
  readonly cost: ReadingCost;
  /** `null`: the source does not say. */
  readonly quota: ReadingQuota | null;
  /** The source itself says that it left results out. */
  readonly isIncomplete: boolean;
}

/** An answer nobody could read, kept for who has to find out why; it may hold people's words and is kept for days only. */
export interface UnreadAnswer {
  readonly status: number;
  readonly contentType: string | null;
  /** At most {@link KEPT_BODY_CHARACTERS}. */
  readonly body: string;
}

/** As much of an unread answer as is kept. */
export const KEPT_BODY_CHARACTERS = 16_384;

/** What costs nothing. */
export const freeOf = (requests: number): ReadingCost => ({ requests, amountMicros: 0, currency: 'USD' });
