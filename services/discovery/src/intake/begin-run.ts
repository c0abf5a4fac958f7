import type { Decision } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { sharesOf } from '../domain/run-shares.ts';
import { beginParts } from '../store/run-parts.ts';
import { beginRun } from '../store/runs.ts';
import { advanceRun, planOf } from './advance-run.ts';
import type { ReadingDesk, SourceReader } from './reading-desk.ts';

/** What somebody wants discovered. */
export interface RunOrder {
  readonly runId: string;
  readonly readers: readonly SourceReader[];
  /** Words to look for; `null` asks for what the sources' own query sets find. */
  readonly query: string | null;
  /** Posts that are looked at, at most; shared among the sources. */
  readonly seenLimit: number;
  readonly budget: ReadingBudget;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Begins a run over sources: each reads on its own. Those that know the authors of their posts go first, the others wait for them.
 * An order that is given again (the same run's id) changes nothing.
 */
export async function beginSourceRun(decision: Decision, desk: ReadingDesk, order: RunOrder): Promise<void> {
  const { budget, query, readers, runId, seenLimit } = order;
  const begun = await beginRun(decision.tx, {
    id: runId,
    source: readers
      .map(({ source }) => source.name)
      .join(',')
      .slice(0, 200),
    query,
    seen_limit: seenLimit,
    actor: order.actor,
    reason: order.reason,
    budget_micros: budget.amountMicros,
    budget_requests: budget.requests,
    started_at: decision.now,
  });
  if (!begun) return;
  const shares = sharesOf(seenLimit, readers.length);
  const parts = await Promise.all(
    readers.map(async ({ source }, at) => ({
      source: source.name,
      share: shares[at] ?? 1,
      isWaiting: !source.features.hasAuthors,
      plan: await planOf(decision, source.name, source.queriesFor({ text: query, tenantId: decision.tenantId })),
    })),
  );
  await beginParts(decision.tx, runId, parts);
  await advanceRun(decision, desk, runId);
}
