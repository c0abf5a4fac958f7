import { z } from 'zod';
import { code, count, currency, instant, text } from './fields.ts';

/** How many posts were met; `seen = found + dropped + broken`. */
export const postCounts = z.object({ seen: count, found: count, dropped: count, broken: count });

/** What reading took: requests, and money in millionths of a unit of the currency (5,000 of USD is half a cent). */
export const readingCost = z.object({ requests: count, amountMicros: count, currency });

/**
 * Why a source is read no further in a run. `exhausted`: it gave all it has that is new. `limit`: the run has as many posts as it
 * wants. `run_budget`, `day_budget`: what the run, or the tenant's day, may cost is spent. `failed`: it did not answer, or refused us.
 */
export const sourceEnd = z.enum(['exhausted', 'limit', 'run_budget', 'day_budget', 'failed']);

/** A question that brought nothing: which of the source's ways of asking it was, and why. */
export const sourceFailure = z.object({ asked: code, reason: text(200) });

/** What became of one source in a run. Null is what a run of before was not counted by. */
export const sourceResult = z.object({
  source: text(200),
  ended: sourceEnd.nullable(),
  counts: postCounts,
  droppedBy: z
    .array(z.object({ reason: code, count }))
    .max(20)
    .nullable(),
  cost: readingCost.nullable(),
  /** The source itself said that it left results out. */
  isIncomplete: z.boolean().nullable(),
  failures: z.array(sourceFailure).max(20),
});

/** What a run may cost; null leaves it at what the installation allows a run. */
export const runBudget = z.object({ amountMicros: count.nullable(), requests: count.nullable() });

/** A source as a run goes on: its result so far (`ended` null while it is read), and the quota it told of last. */
export const sourceProgress = sourceResult.extend({
  quota: z.object({ remaining: count, resetsAt: instant }).nullable(),
});
