import { discoveryCompleted } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { completeRun, findRun } from '../store/runs.ts';

/** Ends a run and says so with its counts. */
export async function endRun({ tx, now, emit }: Decision, runId: string): Promise<void> {
  await completeRun(tx, runId, now);
  const run = await findRun(tx, runId);
  if (run === undefined) throw new Error('A run that is not kept cannot end');
  const { source, seen, found, dropped, broken, started_at } = run;
  emit(discoveryCompleted, {
    runId,
    source,
    counts: { seen, found, dropped, broken },
    startedAt: started_at.toISOString(),
    completedAt: now.toISOString(),
  });
}
