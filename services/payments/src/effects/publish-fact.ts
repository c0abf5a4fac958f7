import { milestoneFunded, milestoneFundingExpired, milestoneFundingFailed, milestoneReleased } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { declineNotice } from '../domain/decline-reasons.ts';
import { postingForGross } from '../domain/ledger-posting.ts';
import type { MoneyFact } from '../domain/observe-payment.ts';
import type { Payment } from '../domain/payment.ts';
import type { Evidence } from '../store/evidence.ts';
import { bookPlanned, bookRelease } from './book-reading.ts';

/** A payment as decided, and what its facts rest on. */
export interface FactContext {
  readonly payment: Payment;
  readonly evidence: Evidence;
  /** The rail's object that the money is, or was, on. */
  readonly providerRef: string;
  readonly revision: number;
  /** The loop's correlation id. */
  readonly correlationId: string;
}

/** Books a fact in the ledger and publishes it, in the deciding transaction. The database refuses to book it twice. */
export async function publishFact(decision: Decision, context: FactContext, fact: MoneyFact): Promise<void> {
  const { correlationId, evidence, payment, providerRef, revision } = context;
  const options = { sequence: revision, correlationId };
  const at = decision.now.toISOString();
  const money = {
    milestoneId: payment.milestoneId,
    contractId: payment.contractId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    mode: payment.mode,
    rail: 'stripe' as const,
    providerRef,
    evidence: { providerEventId: evidence.providerEventId, readAt: evidence.readAt.toISOString() },
  };
  switch (fact.fact) {
    case 'funded': {
      const captureBefore = payment.captureBefore?.toISOString() ?? null;
      decision.emit(milestoneFunded, { ...money, captureBefore, fundedAt: at }, options);
      return;
    }
    case 'funding_failed': {
      const notice = declineNotice(fact.decline.code);
      decision.emit(milestoneFundingFailed, { ...money, ...notice, reason: fact.decline.code, failedAt: at }, options);
      return;
    }
    case 'funding_expired':
      decision.emit(milestoneFundingExpired, { ...money, expiredAt: at }, options);
      return;
    case 'captured':
      return bookGross(decision, context);
    case 'released': {
      const { approvalId } = fact;
      await bookRelease(decision, payment, approvalId, evidence, correlationId);
      decision.emit(milestoneReleased, { ...money, approvalId, releasedAt: at }, options);
    }
  }
}

async function bookGross(decision: Decision, context: FactContext): Promise<void> {
  const { correlationId, evidence, payment, providerRef } = context;
  const gross = postingForGross(payment.amountMinor, payment.currency);
  const posting = { ...gross, providerRef, balanceRef: null, sourceRef: null, occurredAt: null };
  await bookPlanned(decision, payment, [posting], evidence, correlationId);
}
