import {
  ledgerPosted,
  milestoneFunded,
  milestoneFundingExpired,
  milestoneFundingFailed,
  milestoneReleased,
} from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { declineNotice } from '../domain/decline-reasons.ts';
import { postingsFor } from '../domain/ledger-posting.ts';
import type { MoneyFact } from '../domain/observe-payment.ts';
import type { Payment } from '../domain/payment.ts';
import { type MoneyEvidence, post, recordRelease } from '../store/ledger.ts';

/** A payment as decided, and what its facts rest on. */
export interface FactContext {
  readonly payment: Payment;
  readonly evidence: MoneyEvidence;
  readonly revision: number;
  /** The loop's correlation id. */
  readonly correlationId: string;
}

/** Books a fact in the ledger and publishes it, in the deciding transaction. The database refuses to book it twice. */
export async function publishFact(decision: Decision, context: FactContext, fact: MoneyFact): Promise<void> {
  await book(decision, context, fact);
  const { correlationId, evidence, payment, revision } = context;
  const options = { sequence: revision, correlationId };
  const at = decision.now.toISOString();
  const money = {
    milestoneId: payment.milestoneId,
    contractId: payment.contractId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    mode: payment.mode,
    rail: 'stripe' as const,
    providerRef: evidence.providerRef,
    evidence: evidenceOf(evidence),
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
      return;
    case 'released': {
      const { approvalId } = fact;
      const { amountMinor, currency, milestoneId, mode } = payment;
      const release = { milestoneId, approvalId, amountMinor, currency, mode, releasedAt: decision.now, ...evidence };
      await recordRelease(decision.tx, release);
      decision.emit(milestoneReleased, { ...money, approvalId, releasedAt: at }, options);
    }
  }
}

async function book(decision: Decision, context: FactContext, fact: MoneyFact): Promise<void> {
  const { correlationId, evidence, payment } = context;
  const { contractId, milestoneId, mode } = payment;
  for (const posting of postingsFor(fact, payment.amountMinor, payment.currency)) {
    const { entries, operation } = posting;
    const postingId = idFrom('payments.posting', decision.tenantId, evidence.providerRef, operation);
    await post(decision.tx, {
      ...posting,
      ...evidence,
      postingId,
      contractId,
      milestoneId,
      mode,
      postedAt: decision.now,
    });
    decision.emit(
      ledgerPosted,
      {
        postingId,
        contractId,
        milestoneId,
        operation,
        entries: [...entries],
        mode,
        evidence: evidenceOf(evidence),
        postedAt: decision.now.toISOString(),
      },
      { correlationId },
    );
  }
}

function evidenceOf({ providerEventId, readAt }: MoneyEvidence): { providerEventId: string | null; readAt: string } {
  return { providerEventId, readAt: readAt.toISOString() };
}
