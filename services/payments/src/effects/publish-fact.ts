import {
  milestoneCardSaved,
  milestoneExposed,
  milestoneFunded,
  milestoneFundingExpired,
  milestoneFundingExpiring,
  milestoneFundingFailed,
  milestoneRefunded,
  milestoneRefundFailed,
  milestoneReleased,
} from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { declineNotice } from '../domain/decline-reasons.ts';
import type { MoneyFact } from '../domain/money-fact.ts';
import type { Payment } from '../domain/payment.ts';
import { alertOfFact } from './alert-operator.ts';
import type { FactContext } from './fact-context.ts';

/** Publishes a fact in the deciding transaction, and tells the operator of one that a person has to look at. */
export async function publishFact(decision: Decision, context: FactContext, fact: MoneyFact): Promise<void> {
  await alertOfFact(decision, context, fact);
  const options = { sequence: context.revision, correlationId: context.correlationId };
  const at = decision.now.toISOString();
  const money = moneyOf(context);
  switch (fact.fact) {
    case 'funded': {
      const captureBefore = context.payment.captureBefore?.toISOString() ?? null;
      decision.emit(milestoneFunded, { ...money, captureBefore, fundedAt: at }, options);
      return;
    }
    case 'card_saved':
      decision.emit(milestoneCardSaved, { ...money, savedAt: at }, options);
      return;
    case 'funding_failed': {
      const notice = declineNotice(fact.decline.code);
      decision.emit(milestoneFundingFailed, { ...money, ...notice, reason: fact.decline.code, failedAt: at }, options);
      return;
    }
    case 'funding_expiring': {
      const captureBefore = fact.captureBefore.toISOString();
      decision.emit(milestoneFundingExpiring, { ...money, captureBefore, hoursLeft: fact.hoursLeft }, options);
      return;
    }
    case 'funding_expired':
      decision.emit(milestoneFundingExpired, { ...money, expiredAt: at }, options);
      return;
    case 'captured':
      return;
    case 'released': {
      const { amountMinor, approvalId } = fact;
      decision.emit(milestoneReleased, { ...money, amountMinor, approvalId, releasedAt: at }, options);
      return;
    }
    default:
      publishTrouble(decision, context, fact);
  }
}

/** Money that went back, or that is questioned. */
type Trouble = Extract<MoneyFact, { fact: 'refunded' | 'refund_failed' | 'exposed' }>;

function publishTrouble(decision: Decision, context: FactContext, fact: Trouble): void {
  const options = { sequence: context.revision, correlationId: context.correlationId };
  const at = decision.now.toISOString();
  const money = moneyOf(context);
  if (fact.fact === 'exposed') {
    const { exposure, reason } = fact;
    const respondBy = fact.respondBy?.toISOString() ?? null;
    decision.emit(milestoneExposed, { ...money, exposure, reason, respondBy, exposedAt: at }, options);
    return;
  }
  const { amountMinor, reason, ref } = fact.refund;
  const refundId = refundIdOf(decision.tenantId, context.payment.rail, ref);
  const refund = { ...money, amountMinor, refundId, reason };
  if (fact.fact === 'refunded') decision.emit(milestoneRefunded, { ...refund, refundedAt: at }, options);
  else if (fact.refund.announced) decision.emit(milestoneRefundFailed, { ...refund, failedAt: at }, options);
}

/** Our name for a refund of a rail. */
export function refundIdOf(tenantId: string, rail: Payment['rail'], ref: string): string {
  return idFrom('payments.refund', tenantId, rail, ref);
}

function moneyOf({ evidence, payment, providerRef }: FactContext) {
  const { amountMinor, contractId, currency, milestoneId, mode, rail } = payment;
  const { providerEventId, readAt } = evidence;
  const proof = { providerEventId, readAt: readAt.toISOString() };
  return { milestoneId, contractId, amountMinor, currency, mode, rail, providerRef, evidence: proof };
}
