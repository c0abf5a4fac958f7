import { type Decision, defineEffect, type Outcome } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import type { BalanceLine } from '../domain/payment-reading.ts';
import type { Called, MissedNotice, Page, PaymentRail, PayoutReading, Window } from '../providers/payment-rail.ts';
import { advanceReconciliation, endReconciliation } from '../store/reconciliations.ts';
import { alertOperator } from './alert-operator.ts';
import { goOn, judgeDrift } from './judge-drift.ts';
import { type MatchContext, type MatchEffects, type MatchPage, matchPageIntent } from './match-effects.ts';
import { effectName } from './money-effects.ts';
import { settleBalancePage } from './settle-balance-page.ts';
import { settleEventsPage } from './settle-events-page.ts';
import { settlePayoutsPage } from './settle-payouts-page.ts';

/** A page as it was read, in memory between the call and the transaction that settles it. */
type ReadPage =
  | { readonly list: 'balance'; readonly page: Page<BalanceLine> }
  | { readonly list: 'payouts'; readonly page: Page<PayoutReading> }
  | { readonly list: 'events'; readonly page: Page<MissedNotice> };

/**
 * Reads one page of a provider's list and compares it with what we know; the next page is another effect, and where it begins is
 * kept, so that a crash costs a page. Reading changes nothing there: an attempt that came to nothing is made again.
 */
export function matchPageEffect(rail: PaymentRail, mode: Mode, effects: () => MatchEffects): MatchEffects['matchPage'] {
  return defineEffect({
    name: effectName(rail.name, 'match_page'),
    provider: rail.name,
    intent: matchPageIntent,
    perform: ({ intent }) => readPage(rail, intent),
    async reconcile() {
      return { outcome: 'not_sent', reason: 'read_again' };
    },
    async settle(decision, { intent, outcome }) {
      if (outcome.outcome === 'done' && outcome.carried !== undefined) {
        return settlePage(decision, { rail: rail.name, mode, effects: effects() }, intent, outcome.carried as ReadPage);
      }
      const reason = outcome.outcome === 'done' ? 'resolved_by_hand' : outcome.reason;
      await endReconciliation(decision.tx, intent.runId, 'failed', decision.now, reason);
      await alertOperator(decision, {
        severity: 'warning',
        code: 'reconciliation_failed',
        summary: `The ${intent.list} list of ${rail.name} could not be read to its end (${reason}). It is begun anew tomorrow; \`loop payments reconcile\` begins it now.`,
        milestoneId: null,
        contractId: null,
        mode,
        cause: intent.runId,
      });
      await goOn(decision, { rail: rail.name, mode, effects: effects() }, intent);
    },
  });
}

async function readPage(rail: PaymentRail, { cursor, from, list, to }: MatchPage): Promise<Outcome> {
  const window: Window = { from: new Date(from), to: new Date(to) };
  const called: Called<Page<unknown>> = await {
    balance: () => rail.listBalance(window, cursor),
    payouts: () => rail.listPayouts(window, cursor),
    events: () => rail.listEvents(window, cursor),
  }[list]();
  if ('ok' in called)
    return { outcome: 'done', result: { items: called.ok.items.length }, carried: { list, page: called.ok } };
  const { failed } = called;
  return failed.outcome === 'unknown' ? { outcome: 'not_sent', reason: failed.reason } : failed;
}

async function settlePage(decision: Decision, context: MatchContext, intent: MatchPage, read: ReadPage): Promise<void> {
  const { items, next } = read.page;
  if (!(await advanceReconciliation(decision.tx, intent.runId, items.length, next))) return;
  if (read.list === 'balance') await settleBalancePage(decision, context, intent.runId, read.page.items);
  if (read.list === 'payouts') await settlePayoutsPage(decision, context, intent.runId, read.page.items);
  if (read.list === 'events') await settleEventsPage(decision, context, read.page.items);
  if (next === null) return judgeDrift(decision, context, intent);
  const following = { ...intent, cursor: next, page: intent.page + 1 };
  await decision.act(context.effects.matchPage, following, { key: `${intent.runId}:${following.page}` });
}
