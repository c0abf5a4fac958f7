import { type Decision, idFrom } from '@loop/runtime';
import type { Window } from '../providers/payment-rail.ts';
import { openDriftOf } from '../store/drift.ts';
import { agreedUntil, beginReconciliation, firstOperationAt, type ProviderList } from '../store/reconciliations.ts';
import type { MatchContext } from './match-effects.ts';

/** How far a walk goes back behind what agreed: providers put lines down late. */
const OVERLAP_MS = 7 * 86_400_000;

/**
 * Begins a walk through one of a rail's lists, unless one is under way. The same occasion begins one walk. Resolves to its id, or
 * to undefined when none was begun.
 */
export async function startMatch(
  decision: Decision,
  { effects, mode, rail }: MatchContext,
  list: ProviderList,
  { from, to }: Window,
  occasion: string,
): Promise<string | undefined> {
  const runId = idFrom('payments.match', decision.tenantId, rail, list, occasion);
  const run = { runId, provider: rail, list, mode, from, to, startedAt: decision.now };
  if (!(await beginReconciliation(decision.tx, run))) return undefined;
  const first = { runId, list, from: from.toISOString(), to: to.toISOString(), cursor: null, page: 1 };
  await decision.act(effects.matchPage, first, { key: `${runId}:1` });
  return runId;
}

/**
 * The time a new walk covers: from before what agreed last, and before the oldest that does not, until now. Undefined while
 * nothing was ever done on the rail.
 */
export async function windowToMatch({ now, tx }: Decision, rail: MatchContext['rail']): Promise<Window | undefined> {
  const [first, agreed, { oldestAt }] = await Promise.all([
    firstOperationAt(tx, rail),
    agreedUntil(tx, rail, 'balance'),
    openDriftOf(tx, rail, now),
  ]);
  if (first === undefined) return undefined;
  const starts = [agreed === undefined ? first.getTime() : agreed.getTime() - OVERLAP_MS];
  if (oldestAt !== null) starts.push(oldestAt.getTime());
  return { from: wholeSecond(Math.min(...starts)), to: wholeSecond(now.getTime()) };
}

/** Providers count in whole seconds: a window between two of them would mean one thing to them and another to us. */
function wholeSecond(timeMs: number): Date {
  return new Date(Math.floor(timeMs / 1_000) * 1_000);
}
