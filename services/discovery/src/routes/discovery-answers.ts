import { postCounts, promptReading, readingCost, runPlan, sourceProgress } from '@loop/contracts';
import { problem, type Reply } from '@loop/runtime';
import { z } from 'zod';
import type { RunProgress } from '../intake/run-progress.ts';
import { progressOf } from '../store/part-result.ts';

/** A run as it goes on, source by source. */
export const runAnswer = z.object({
  dryRun: z.literal(false),
  runId: z.uuid(),
  state: z.enum(['reading', 'completed']).describe('A run that is reading goes on by itself; ask again at `href`'),
  href: z.string(),
  counts: postCounts,
  cost: readingCost,
  sources: z.array(sourceProgress),
  startedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
});

/** What a run would do. */
export const planAnswer = runPlan.extend({ dryRun: z.literal(true) });

/** What the order is answered with. */
export const orderAnswer = z.union([
  planAnswer,
  runAnswer.extend({ understood: promptReading.nullable().describe('The prompt as it was understood') }),
]);

/** Where a run can be asked about. */
const hrefOf = (runId: string): string => `/integration/discovery-runs/${runId}`;

/** Tells of a run as far as it is. */
export function toldRun({ parts, run }: RunProgress): z.output<typeof runAnswer> {
  const { broken, completed_at: completedAt, dropped, found, id: runId, seen, started_at: startedAt } = run;
  const sources = parts.map(progressOf);
  return {
    dryRun: false,
    runId,
    state: completedAt === null ? 'reading' : 'completed',
    href: hrefOf(runId),
    counts: { seen, found, dropped, broken },
    cost: {
      requests: parts.reduce((sum, { requests }) => sum + requests, 0),
      amountMicros: parts.reduce((sum, { amount_micros }) => sum + amount_micros, 0),
      currency: 'USD',
    },
    sources,
    startedAt: startedAt.toISOString(),
    completedAt: completedAt?.toISOString() ?? null,
  };
}

/** For a source that is not on. */
export const sourceNotOn = (unknown: readonly string[], on: readonly string[]): Reply =>
  problem(
    422,
    'unknown_source',
    'Unknown source',
    `Not on: ${unknown.join(', ')}. Sources that are on: ${on.join(', ')}`,
  );
