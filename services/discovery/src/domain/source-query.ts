import { z } from 'zod';
import { pageBehind } from './bookmark.ts';

const sourceQuery = z.object({
  /** Which of the source's ways of asking: `search`, `new`, `stories`, `feed`. */
  kind: z.string().min(1).max(40),
  /** The words asked for; `null` where everything of that kind is. */
  text: z.string().max(2_000).nullable(),
  /** Where: a subreddit, a feed's address, a thread's id, a category of the query set; `null` for everywhere. */
  within: z.string().max(2_048).nullable(),
});

/**
 * One question to one source. It is data: kept with its run, shown before it is asked, and asked again page by page. What `kind`
 * and `within` may be is the source's own vocabulary; nobody else looks into them.
 */
export type SourceQuery = z.output<typeof sourceQuery>;

/** A question and how far it was read. `cursor` is the source's own and opaque; `null` is the beginning. */
export const plannedPage = z.object({
  query: sourceQuery,
  cursor: z.string().max(4_000).nullable(),
  behind: pageBehind,
});

/** See {@link plannedPage}. */
export type PlannedPage = z.output<typeof plannedPage>;
