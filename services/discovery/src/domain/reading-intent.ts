import { z } from 'zod';
import { runPage } from './run-plan.ts';

/** What an effect that reads a page is told: for which run, which page, what it may cost, how many posts are still wanted. */
export const readingIntent = z.object({
  runId: z.uuid(),
  feed: runPage,
  spendAtMostMicros: z.int().min(0).nullable().default(null),
  postsAtMost: z.int().min(1).optional(),
});
