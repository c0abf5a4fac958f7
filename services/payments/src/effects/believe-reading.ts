import type { Decision } from '@loop/runtime';
import type { BookedLeg } from '../domain/book-reading.ts';
import type { KnownMoney } from '../domain/known-money.ts';
import type { MoneyFact, MoneyWant } from '../domain/money-fact.ts';
import { type Believed, observePayment } from '../domain/observe-payment.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { findContract } from '../store/contracts.ts';
import type { Evidence } from '../store/evidence.ts';
import { disputesOf, keepDisputes, keepRefunds, refundsOf } from '../store/money-back.ts';
import { isActLive } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';
import { bookReading, bookRelease, evidenceOf } from './book-reading.ts';
import type { MoneyEffects } from './money-effects.ts';
import { publishFact, refundIdOf } from './publish-fact.ts';
import type { ReadingSource } from './reading-source.ts';
import { requestCapture } from './request-capture.ts';
import { requestHold } from './request-hold.ts';
import { requestRenewal } from './request-renewal.ts';
import { requestVoid } from './request-void.ts';
import { setAside } from './set-aside.ts';
import { endSession, watchMoney } from './watch-money.ts';

/**
 * Decides on a reading in the settling transaction: locks the payment, moves it, books and publishes what became true, asks
 * for what is to be done next, and schedules the next look. A reading behind the state changes nothing; one that contradicts
 * what we know is quarantined.
 */
export async function believeReading(
  decision: Decision,
  effects: MoneyEffects,
  reading: PaymentReading,
  source: ReadingSource,
): Promise<void> {
  const known = await moneyOf(decision, reading);
  if (known === undefined) return setAside(decision, undefined, reading, source, 'not_ours');
  const observed = observePayment(await endDoubt(decision, known), reading, decision.now);
  if ('quarantine' in observed) return setAside(decision, known.payment, reading, source, observed.quarantine);
  const contract = await findContract(decision.tx, known.payment.contractId);
  const correlationId = contract?.correlationId ?? decision.correlationId;
  const evidence = evidenceOf(decision.tenantId, reading, source);
  const booked = await bookReading(decision, observed.payment, reading, evidence, correlationId);
  const { facts, payment } = await withRelease(decision, observed, booked, evidence, correlationId);
  await endSession(decision, payment, reading);
  const decided = await meet(decision, effects, payment, observed.wants);
  const revision = isSame(known.payment, decided) ? decided.revision : await savePayment(decision.tx, decided);
  await keepMoneyBack(decision, known, observed, reading);
  const providerRef = reading.payment?.ref ?? source.objectRef;
  const context = { payment: decided, revision, correlationId, providerRef, evidence };
  for (const fact of facts) await publishFact(decision, context, fact);
  await watchMoney(decision, effects, decided, reading);
}

async function moneyOf(decision: Decision, { order }: PaymentReading): Promise<KnownMoney | undefined> {
  if (order === null || order.tenantId !== decision.tenantId) return undefined;
  // Sent together and answered in turn: what is read after the lock is read under it.
  const [payment, refunds, disputes] = await Promise.all([
    lockPayment(decision.tx, order.milestoneId),
    refundsOf(decision.tx, order.milestoneId),
    disputesOf(decision.tx, order.milestoneId),
  ]);
  return payment?.contractId === order.contractId ? { payment, refunds, disputes } : undefined;
}

/** Whatever was in doubt has its answer when no act is under way any more. */
async function endDoubt({ tx }: Decision, known: KnownMoney): Promise<KnownMoney> {
  const { certainty, milestoneId } = known.payment;
  if (certainty === 'known' || (await isActLive(tx, milestoneId))) return known;
  return { ...known, payment: { ...known.payment, certainty: 'known' } };
}

/** A release is what the ledger can release: where it has nothing to, nothing is said to be earned. */
async function withRelease(
  decision: Decision,
  { facts, payment }: Believed,
  legs: readonly BookedLeg[],
  evidence: Evidence,
  correlationId: string,
): Promise<{ readonly payment: Payment; readonly facts: readonly MoneyFact[] }> {
  const release = facts.find((fact) => fact.fact === 'released');
  if (release === undefined) return { payment, facts };
  const others = facts.filter((fact) => fact.fact !== 'released');
  const booked = await bookRelease(decision, payment, legs, release.approvalId, evidence, correlationId);
  if ('not' in booked) return { payment: { ...payment, released: false }, facts: others };
  return { payment, facts: [...others, { ...release, amountMinor: booked.releasedMinor }] };
}

/** Asks for what is wanted, each as an operation of its own; what is under way already is not asked for again. */
async function meet(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
  wants: readonly MoneyWant[],
): Promise<Payment> {
  let decided = payment;
  for (const want of wants) {
    switch (want.want) {
      case 'capture':
        decided = await requestCapture(decision, effects, decided);
        break;
      case 'hold':
        decided = await requestHold(decision, effects, decided, want.from);
        break;
      case 'void':
        await requestVoid(decision, effects, decided);
        break;
      case 'renew':
        await requestRenewal(decision, effects, decided);
    }
  }
  return decided;
}

/** Keeps what a reading changed of refunds and disputes. */
async function keepMoneyBack(
  { tenantId, tx }: Decision,
  before: KnownMoney,
  { disputes, payment, refunds }: Believed,
  { readAt }: PaymentReading,
): Promise<void> {
  const fresh = refunds.filter((refund) => !before.refunds.includes(refund));
  await keepRefunds(
    tx,
    payment,
    fresh.map((refund) => ({ ...refund, readAt, refundId: refundIdOf(tenantId, payment.rail, refund.ref) })),
  );
  await keepDisputes(
    tx,
    payment,
    disputes.filter((dispute) => !before.disputes.includes(dispute)),
  );
}

function isSame(before: Payment, after: Payment): boolean {
  return (Object.keys(before) as (keyof Payment)[]).every((field) => before[field] === after[field]);
}
