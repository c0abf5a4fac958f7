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

/** A sentence as it was understood: each part stands in it, or is null. */
export const promptReading = z.object({
  /** Searches that it becomes; the sources are asked for nothing else. */
  texts: z.array(text(500)).max(5),
  count: count.nullable(),
  role: text(100).nullable(),
  location: text(200).nullable(),
  language: text(10).nullable(),
  budget: z.object({ amountMinor: count, currency, bound: z.enum(['least', 'most']) }).nullable(),
  sources: z.array(text(50)).max(20),
  /** Parts that no source can be asked for: they narrow nothing. */
  notAsked: z.array(z.enum(['budget', 'language'])).max(2),
});

/** What a source would be asked, and what that costs at most: one page of each question, and pages that earlier runs left. */
export const sourcePlan = z.object({
  source: text(50),
  questions: z
    .array(
      z.object({
        asked: code,
        text: text(2_000).nullable(),
        within: text(2_048).nullable(),
        /** Where it is read from: the beginning, what is new since an earlier run, or a page that one left. */
        from: z.enum(['beginning', 'news', 'unread']),
      }),
    )
    .max(200),
  cost: readingCost,
  /** It waits for those that know authors. */
  isWaiting: z.boolean(),
});

/** What a run would do. Nothing is sent, and nothing kept. */
export const runPlan = z.object({
  understood: promptReading.nullable(),
  sources: z.array(sourcePlan).max(50),
  /** Of the pages above together, and no more than the budgets leave. Further pages cost further, within the same budgets. */
  cost: readingCost,
  /** What the run may spend, and what is left of the tenant's day. */
  budget: runBudget,
  leftToday: runBudget,
});
