import { randomUUID } from 'node:crypto';
import { opsDiscover } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { beginSourceRun } from '../intake/begin-run.ts';
import { importLines } from '../intake/import-lines.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { awaitRun, type RunProgress } from '../intake/run-progress.ts';
import { toldReading, understandWish } from '../intake/run-wish.ts';
import { progressOf } from '../store/part-result.ts';

/** The asker waits 60 s; a run that takes longer goes on without them. */
const WAIT_MS = 50_000;

/** What to say of sources that are not on. */
export const unknownSource = (on: readonly string[]) =>
  ({
    refused: 'unknown_source',
    detail: `Sources that are on: ${on.join(', ')}; and lines of an import`,
  }) as const;

/**
 * Answers `ops.discovery.discover`: reads sources, or takes up the lines of an import. A line or post that cannot be read is
 * counted as broken and stops nothing. Asking again runs again; posts seen before are dropped as duplicates.
 * Refuses with `unknown_source`, and with `source_unavailable` when nothing at all could be read.
 */
export function discoverResponder(desk: ReadingDesk, runBudget: ReadingBudget): Responder {
  return respond(opsDiscover.request('discovery'), async (context) => {
    const { actor, autoContract, limit, lines, reason, source, tenantId } = context.input;
    const runId = randomUUID();
    const wish = lines === null ? understandWish(desk, runBudget, context.input) : null;
    if (wish !== null && 'unknown' in wish) return unknownSource(wish.on);
    await context.decide(tenantId, { cause: `run ${runId}`, correlationId: runId }, async (decision) => {
      if (lines !== null) return importLines(decision, { runId, source, autoContract, lines, limit, actor, reason });
      if (wish !== null) await beginSourceRun(decision, desk, { runId, wish, autoContract, actor, reason });
    });
    const progress = await awaitRun(context, tenantId, runId, WAIT_MS);
    const detail = unreadable(progress);
    if (detail !== undefined) return { refused: 'source_unavailable', detail: `${source} ${detail}` };
    const { parts, run } = progress;
    const { broken, dropped, found, seen } = run;
    return {
      ok: {
        runId,
        completedAt: run.completed_at?.toISOString() ?? null,
        counts: { seen, found, dropped, broken },
        understood: wish && toldReading(wish),
        sources: parts.map(progressOf),
      },
    };
  });
}

/** Why nothing at all could be read, if so. */
function unreadable({ parts, run }: RunProgress): string | undefined {
  if (run.seen > 0) return undefined;
  if (run.completed_at === null) return 'does not answer; the run goes on by itself';
  const reasons = parts.flatMap(({ failures }) => failures.map(({ reason }) => reason));
  return parts.every(({ failures }) => failures.length > 0) ? `could not be read: ${reasons[0]}` : undefined;
}
