import { ledgerPosted } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import {
  type BookedLeg,
  legsOf,
  type PlannedPosting,
  planRelease,
  postingsForReading,
} from '../domain/book-reading.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { type Evidence, keepEvidence } from '../store/evidence.ts';
import { bookedLegs, type EvidencedPosting, post, recordRelease } from '../store/ledger.ts';
import { sha256Of } from './params-sha256.ts';
import type { ReadingSource } from './reading-source.ts';

/** What a reading rests on. The same content, read for the same notice, is the same evidence. */
export function evidenceOf(tenantId: string, reading: PaymentReading, source: ReadingSource): Evidence {
  const { objectRef, objectType, providerEventId } = source;
  const contentSha256 = sha256Of(reading);
  const name = [tenantId, reading.rail, objectType, objectRef, providerEventId ?? '', contentSha256] as const;
  const evidenceId = idFrom('payments.evidence', ...name);
  const { rail: provider, readAt } = reading;
  return { evidenceId, provider, objectType, objectRef, providerEventId, readAt, contentSha256 };
}

/**
 * Books what is new in a reading, in the deciding transaction: holds as a memo, and every line of the provider's account that is
 * not booked yet. `payment` is as decided on the reading, and its row is locked. Evidence is kept only for what is booked.
 * Resolves to all that is booked about the milestone then; a reading that comes again books nothing.
 */
export async function bookReading(
  decision: Decision,
  payment: Payment,
  reading: PaymentReading,
  evidence: Evidence,
  correlationId: string,
): Promise<readonly BookedLeg[]> {
  const booked = await bookedLegs(decision.tx, payment.milestoneId);
  if (reading.payment === null && reading.balance.length === 0) return booked;
  const fresh = await bookPlanned(
    decision,
    payment,
    postingsForReading(payment, reading, booked),
    evidence,
    correlationId,
  );
  return [...booked, ...fresh.flatMap(legsOf)];
}

/** What became of a release. */
export type Released =
  | { readonly releasedMinor: number }
  /** `charge_not_booked`: the provider has not put the capture down yet; read it again. `nothing_left`: all was given back. */
  | { readonly not: 'charge_not_booked' | 'nothing_left' };

/**
 * Books the release of an approved milestone: what its prepayments hold becomes earned, once. To be called after
 * {@link bookReading} of the reading that proves it, with what that resolved to, and with nothing the client's bank questions
 * (`exposure` none).
 */
export async function bookRelease(
  decision: Decision,
  payment: Payment,
  booked: readonly BookedLeg[],
  approvalId: string,
  evidence: Evidence,
  correlationId: string,
): Promise<Released> {
  const plan = planRelease(payment, booked);
  if ('not' in plan) return plan;
  await bookPlanned(decision, payment, [plan.posting], evidence, correlationId);
  const { amountMinor, currency } = plan;
  const { milestoneId, mode } = payment;
  const { providerRef } = plan.posting;
  const release = { milestoneId, approvalId, providerRef, amountMinor, currency, mode, evidence };
  await recordRelease(decision.tx, { ...release, releasedAt: decision.now });
  return { releasedMinor: amountMinor };
}

/** What postings are about; both null for payouts and the provider's own fees. */
interface Booked {
  readonly contractId: string | null;
  readonly milestoneId: string | null;
  readonly mode: Payment['mode'];
}

/** Books postings about a payment, or about none, and publishes those that were new; resolves to these. */
export async function bookPlanned(
  decision: Decision,
  { contractId, milestoneId, mode }: Booked,
  planned: readonly PlannedPosting[],
  evidence: Evidence,
  correlationId: string,
): Promise<readonly PlannedPosting[]> {
  if (planned.length === 0) return [];
  const postings = planned.map((posting): EvidencedPosting => {
    const { balanceRef, operation, providerRef } = posting;
    const name = [decision.tenantId, evidence.provider, balanceRef ?? providerRef, operation] as const;
    const postingId = idFrom('payments.posting', ...name);
    return { ...posting, postingId, contractId, milestoneId, mode, postedAt: decision.now, evidence };
  });
  const [, written] = await Promise.all([keepEvidence(decision.tx, evidence), post(decision.tx, postings)]);
  const fresh = postings.filter(({ postingId }) => written.has(postingId));
  for (const posting of fresh) announce(decision, posting, correlationId);
  return fresh;
}

function announce(decision: Decision, posting: EvidencedPosting, correlationId: string): void {
  const { contractId, entries, evidence, milestoneId, mode, operation, postedAt, postingId } = posting;
  const told = { providerEventId: evidence.providerEventId, readAt: evidence.readAt.toISOString() };
  const about = { postingId, contractId, milestoneId, operation, mode };
  const data = { ...about, entries: [...entries], evidence: told, postedAt: postedAt.toISOString() };
  decision.emit(ledgerPosted, data, { correlationId });
}
