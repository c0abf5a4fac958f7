import type { Decision } from '@loop/runtime';
import { sharesOf } from '../domain/run-shares.ts';
import { beginParts } from '../store/run-parts.ts';
import { beginRun } from '../store/runs.ts';
import { advanceRun, planOf } from './advance-run.ts';
import type { ReadingDesk } from './reading-desk.ts';
import { questionsOf, type RunWish } from './run-wish.ts';

/** An order for a run: what is wished, by whom and why. */
export interface RunOrder {
  readonly runId: string;
  readonly wish: RunWish;
  /** Whether contracts are drafted for what is found, or only once somebody orders them. */
  readonly autoContract: boolean;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Begins a run over sources: each reads on its own. Those that know the authors of their posts go first, the others wait for them.
 * An order that is given again (the same run's id) changes nothing.
 */
export async function beginSourceRun(decision: Decision, desk: ReadingDesk, order: RunOrder): Promise<void> {
  const { runId, wish } = order;
  const { budget, query, readers, seenLimit } = wish;
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
    max_found: wish.maxFound,
    auto_contract: order.autoContract,
    prompt: wish.prompt,
    started_at: decision.now,
  });
  if (!begun) return;
  const shares = sharesOf(seenLimit, readers.length);
  const parts = await Promise.all(
    readers.map(async ({ source }, at) => ({
      source: source.name,
      share: shares[at] ?? 1,
      isWaiting: !source.features.hasAuthors,
      plan: await planOf(decision.tx, source.name, questionsOf(source, wish, decision.tenantId)),
    })),
  );
  await beginParts(decision.tx, runId, parts);
  await advanceRun(decision, desk, runId);
}
