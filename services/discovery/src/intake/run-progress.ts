import type { Edge } from '@loop/runtime';
import { partsOf, type RunPart } from '../store/run-parts.ts';
import { findRun, type Run } from '../store/runs.ts';

/** A run with its sources, as far as it is. */
export interface RunProgress {
  readonly run: Run;
  readonly parts: readonly RunPart[];
}

/** How far a run is; `undefined` where there is none of that id. */
export function runProgress(edge: Edge, tenantId: string, runId: string): Promise<RunProgress | undefined> {
  return edge.read(tenantId, async (tx) => {
    const [run, parts] = await Promise.all([findRun(tx, runId), partsOf(tx, runId)]);
    return run && { run, parts };
  });
}

/**
 * Waits for a run, whose pages are read at once and side by side, until it is over or patience is. The run goes on by itself
 * then. Throws when there is none of that id.
 */
export async function awaitRun(edge: Edge, tenantId: string, runId: string, patienceMs: number): Promise<RunProgress> {
  const deadlineMs = Date.now() + patienceMs;
  const watched = new Map<string, Promise<unknown>>();
  const watch = (effectId: string, leftMs: number) => {
    const ending = watched.get(effectId) ?? edge.outcomeOf(effectId, leftMs);
    watched.set(effectId, ending);
    return ending;
  };
  for (;;) {
    const progress = await runProgress(edge, tenantId, runId);
    if (progress === undefined) throw new Error('A run that began is not kept');
    const leftMs = deadlineMs - Date.now();
    const reading = progress.parts.flatMap(({ reading_effect_id }) => reading_effect_id ?? []);
    if (progress.run.completed_at !== null || reading.length === 0 || leftMs <= 0) return progress;
    // Whichever is read first has the run go on.
    await Promise.race(reading.map((effectId) => watch(effectId, leftMs)));
  }
}
