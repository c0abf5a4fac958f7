import { discoveryCompleted } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { resultOf } from '../store/part-result.ts';
import { partsOf } from '../store/run-parts.ts';
import { completeRun, findRun } from '../store/runs.ts';

/** Ends a run and says so, with what became of each source. */
export async function endRun({ tx, now, emit }: Decision, runId: string): Promise<void> {
  await completeRun(tx, runId, now);
  const [run, parts] = await Promise.all([findRun(tx, runId), partsOf(tx, runId)]);
  if (run === undefined) throw new Error('A run that is not kept cannot end');
  const { seen, found, dropped, broken, started_at } = run;
  const sources = parts.map(resultOf);
  emit(discoveryCompleted, {
    runId,
    counts: { seen, found, dropped, broken },
    cost: {
      requests: parts.reduce((sum, { requests }) => sum + requests, 0),
      amountMicros: parts.reduce((sum, { amount_micros }) => sum + amount_micros, 0),
      currency: 'USD',
    },
    sources,
    startedAt: started_at.toISOString(),
    completedAt: now.toISOString(),
  });
}
