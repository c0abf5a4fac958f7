import { randomUUID } from 'node:crypto';
import { opsDiscover } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { sourceNames } from '../domain/source-names.ts';
import { beginSourceRun } from '../intake/begin-run.ts';
import { importLines } from '../intake/import-lines.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { awaitRun, type RunProgress } from '../intake/run-progress.ts';
import { progressOf } from '../store/part-result.ts';

/** Posts that a run looks at of each source where nobody says how many. */
const DEFAULT_SEEN_PER_SOURCE = 300;

/** The asker waits 60 s; a run that takes longer goes on without them. */
const WAIT_MS = 50_000;

/**
 * Answers `ops.discovery.discover`: reads sources, or takes up the lines of an import. A line or post that cannot be read is
 * counted as broken and stops nothing. Asking again runs again; posts seen before are dropped as duplicates.
 * Refuses with `unknown_source`, and with `source_unavailable` when nothing at all could be read.
 */
export function discoverResponder(desk: ReadingDesk, runBudget: ReadingBudget): Responder {
  return respond(opsDiscover.request('discovery'), async (context) => {
    const { actor, budget, limit, lines, query, reason, source, tenantId } = context.input;
    const runId = randomUUID();
    const names = sourceNames(source);
    const on = desk.readers.map((reader) => reader.source.name);
    const unknown = lines === null ? names.filter((name) => name !== 'all' && !on.includes(name)) : [];
    if (unknown.length > 0) {
      return { refused: 'unknown_source', detail: `Sources that are on: ${on.join(', ')}; and lines of an import` };
    }
    const readers = desk.readers.filter(({ source: { name } }) => names.includes('all') || names.includes(name));
    await context.decide(tenantId, { cause: `run ${runId}`, correlationId: runId }, async (decision) => {
      if (lines !== null) return importLines(decision, { runId, source, lines, limit, actor, reason });
      return beginSourceRun(decision, desk, {
        runId,
        readers,
        query,
        seenLimit: limit ?? DEFAULT_SEEN_PER_SOURCE * readers.length,
        budget: {
          amountMicros: budget?.amountMicros ?? runBudget.amountMicros,
          requests: budget?.requests ?? runBudget.requests,
        },
        actor,
        reason,
      });
    });
    const progress = await awaitRun(context, tenantId, runId, WAIT_MS);
    const detail = unreadable(progress);
    if (detail !== undefined) return { refused: 'source_unavailable', detail: `${names.join(', ')} ${detail}` };
    const { parts, run } = progress;
    const { broken, dropped, found, seen } = run;
    return {
      ok: {
        runId,
        completedAt: run.completed_at?.toISOString() ?? null,
        counts: { seen, found, dropped, broken },
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
