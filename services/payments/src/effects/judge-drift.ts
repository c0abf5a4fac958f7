import type { Decision } from '@loop/runtime';
import { noteBalanceDrift, notePayoutDrift, openDriftOf } from '../store/drift.ts';
import { endReconciliation } from '../store/reconciliations.ts';
import { alertOperator } from './alert-operator.ts';
import type { MatchContext, MatchPage } from './match-effects.ts';
import { startMatch } from './start-match.ts';

/**
 * Ends a walk through a list: notes what does not agree, ends the run `clean` or `open`, alerts the operator of what has no
 * explanation, and goes on with the next list.
 */
export async function judgeDrift(decision: Decision, context: MatchContext, page: MatchPage): Promise<void> {
  const { now, tx } = decision;
  const { mode, rail } = context;
  const window = { from: new Date(page.from), to: new Date(page.to) };
  const run = { ...window, runId: page.runId, provider: rail, mode, now };
  if (page.list === 'balance') await noteBalanceDrift(tx, run);
  if (page.list === 'payouts') await notePayoutDrift(tx, run);
  const { foundNow, pending, unexplained } = await openDriftOf(tx, rail, now);
  await endReconciliation(tx, page.runId, pending + unexplained === 0 ? 'clean' : 'open', now);
  if (foundNow > 0) await alertDrift(decision, context, foundNow, page.runId);
  await goOn(decision, context, page);
}

const NEXT_LIST = { balance: 'payouts', payouts: 'events', events: undefined } as const;

/** The lists are walked one after another, over one window: payouts are made of lines, and lost events are looked for last. */
export async function goOn(decision: Decision, context: MatchContext, page: MatchPage): Promise<void> {
  const list = NEXT_LIST[page.list];
  if (list === undefined) return;
  await startMatch(
    decision,
    context,
    list,
    { from: new Date(page.from), to: new Date(page.to) },
    `after ${page.runId}`,
  );
}

/** Tells the operator that figures are frozen; once an occasion. */
export async function alertDrift(
  decision: Decision,
  { mode, rail }: Pick<MatchContext, 'mode' | 'rail'>,
  lines: number,
  occasion: string,
): Promise<void> {
  const what = lines === 1 ? 'One line' : `${lines} lines`;
  await alertOperator(decision, {
    severity: 'critical',
    code: 'ledger_drift',
    summary: `${what} of the ledger and of ${rail}'s own account do not agree. Public totals are frozen at what was last reconciled. \`loop payments drift\` explains each.`,
    milestoneId: null,
    contractId: null,
    mode,
    cause: occasion,
  });
}
