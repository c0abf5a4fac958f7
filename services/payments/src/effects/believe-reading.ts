import { type Decision, idFrom } from '@loop/runtime';
import { observePayment } from '../domain/observe-payment.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { nextHoldReading } from '../domain/watch-schedule.ts';
import { findContract } from '../store/contracts.ts';
import { endOperation, findLiveOperation } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';
import { quarantine } from '../store/readings.ts';
import { bookReading, evidenceOf } from './book-reading.ts';
import type { MoneyEffects } from './money-effects.ts';
import { publishFact } from './publish-fact.ts';
import type { ReadingSource } from './reading-source.ts';
import { requestCapture } from './request-capture.ts';

/** Readings of one hold that fall into the same ten minutes are one. */
const WATCH_TICK_MS = 600_000;

/**
 * Decides on a reading in the settling transaction: locks the payment, moves it, books and publishes what became true,
 * captures what is approved and schedules the next look at a hold. A reading behind the state changes nothing; one that
 * contradicts what we know is quarantined.
 */
export async function believeReading(
  decision: Decision,
  effects: MoneyEffects,
  reading: PaymentReading,
  source: ReadingSource,
): Promise<void> {
  const payment = await paymentOf(decision, reading);
  if (payment === undefined) return setAside(decision, reading, source, 'not_ours');
  const observed = observePayment(payment, reading);
  if ('quarantine' in observed) return setAside(decision, reading, source, observed.quarantine);
  const decided = observed.captureWanted ? await requestCapture(decision, effects, observed.payment) : observed.payment;
  const contract = await findContract(decision.tx, payment.contractId);
  const revision = isSame(payment, decided) ? payment.revision : await savePayment(decision.tx, decided);
  const correlationId = contract?.correlationId ?? decision.correlationId;
  const evidence = evidenceOf(decision.tenantId, reading, source);
  const providerRef = reading.payment?.ref ?? source.objectRef;
  const context = { payment: decided, revision, correlationId, providerRef, evidence };
  await bookReading(decision, decided, reading, evidence, correlationId);
  for (const fact of observed.facts) await publishFact(decision, context, fact);
  await endSession(decision, decided);
  await watchHold(decision, effects, decided);
}

async function paymentOf(decision: Decision, { order }: PaymentReading): Promise<Payment | undefined> {
  if (order === null || order.tenantId !== decision.tenantId) return undefined;
  const payment = await lockPayment(decision.tx, order.milestoneId);
  return payment?.contractId === order.contractId ? payment : undefined;
}

async function setAside(
  decision: Decision,
  reading: PaymentReading,
  source: ReadingSource,
  reason: string,
): Promise<void> {
  const { order, payment, readAt } = reading;
  const cause = source.providerEventId ?? readAt.toISOString();
  await quarantine(decision.tx, {
    ...source,
    quarantineId: idFrom('payments.quarantine', decision.tenantId, reason, source.objectRef, cause),
    reason,
    milestoneId: order?.milestoneId ?? null,
    amountMinor: payment?.amountMinor ?? null,
    currency: payment?.currency ?? null,
    readAt,
  });
}

/** A session is over when its money is held, or when it can take none any more. */
async function endSession({ now, tx }: Decision, { milestoneId, state }: Payment): Promise<void> {
  if (state === 'session_open' || state === 'auth_failed') return;
  const session = await findLiveOperation(tx, milestoneId, 'open_session');
  if (session === undefined || session.providerRef === null) return;
  await endOperation(tx, session.operationId, state === 'unfunded' ? 'ended' : 'done', now, state);
}

/** Looks at a hold again before and after its end, whether or not the provider tells us about it. */
async function watchHold(decision: Decision, effects: MoneyEffects, payment: Payment): Promise<void> {
  const { captureBefore, paymentRef, state } = payment;
  if (state !== 'authorized' && state !== 'capture_requested') return;
  if (captureBefore === null || paymentRef === null) return;
  const dueAt = nextHoldReading(decision.now, captureBefore);
  if (dueAt === undefined) return;
  const intent = { objectType: 'payment_intent', objectRef: paymentRef, providerEventId: null };
  const tick = Math.ceil(dueAt.getTime() / WATCH_TICK_MS);
  await decision.act(effects.readPayment, intent, { key: `watch:${paymentRef}:${tick}`, dueAt });
}

function isSame(before: Payment, after: Payment): boolean {
  return (Object.keys(before) as (keyof Payment)[]).every((field) => before[field] === after[field]);
}
