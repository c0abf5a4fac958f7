import type { EffectContext } from '@loop/runtime';
import type { z } from 'zod';
import { whyNotCapturable } from '../domain/capture-guard.ts';
import type { Mode } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { objectTypeOf } from '../domain/rail-objects.ts';
import { whyNotRefundable } from '../domain/refund-guard.ts';
import { whyNotVoidable } from '../domain/void-guard.ts';
import type { OperationSought, PaymentRail } from '../providers/payment-rail.ts';
import { findOperation } from '../store/operations.ts';
import { endHoldAttempt } from './end-hold-attempt.ts';
import { type Found, moneyAct } from './money-act.ts';
import {
  type MoneyEffects,
  type MoneyOrder,
  paymentIntent,
  placeHoldIntent,
  type RailEffects,
  reauthorizeIntent,
  refundIntent,
} from './money-effects.ts';

/** What the acts of one rail are made of. */
interface ActsOf {
  readonly rail: PaymentRail;
  readonly mode: Mode;
  readonly effects: () => MoneyEffects;
}

/** The acts on payments of one rail: what each asks its guard, sends, and finds out after a lost answer. */
export function moneyActs(of: ActsOf): Omit<RailEffects, 'openSession' | 'readPayment'> {
  const { rail } = of;
  return {
    placeHold: moneyAct(of, placeHoldIntent, {
      act: 'place_hold',
      guard: ({ state }) => (state === 'authorizing' ? undefined : 'hold_not_wanted'),
      call: (order) => rail.placeHold(order),
      find: (intent, context) => findHold(rail, intent, context),
      refused: (decision, payment, intent, reason) => endHoldAttempt(decision, payment, intent.operationId, reason),
    }),
    // A payment is captured once, so the payment itself says what became of it.
    capture: moneyAct(of, paymentIntent, {
      act: 'capture',
      guard: (payment, intent, now) => whyNotCapturable(payment, intent.amountMinor, now),
      call: (order) => rail.capture(order),
      find: (intent) => findEnd(rail, intent.paymentRef, 'captured', 'hold_ended'),
    }),
    voidHold: moneyAct(of, paymentIntent, {
      act: 'void',
      guard: whyNotVoidable,
      call: (order) => rail.voidHold(order),
      find: (intent) => findEnd(rail, intent.paymentRef, 'voided', 'not_held'),
    }),
    refund: moneyAct(of, refundIntent, {
      act: 'refund',
      guard: (payment, intent) => whyNotRefundable(payment, intent.amountMinor),
      call: (order) => rail.refund(order),
      find: (intent, context) => findByOperation(rail, context, { kind: 'refund', paymentRef: intent.paymentRef }),
    }),
    reauthorize: moneyAct(of, reauthorizeIntent, {
      act: 'reauthorize',
      guard: ({ state }) => (state === 'authorized' ? undefined : 'not_held'),
      call: (order) => rail.reauthorize(order),
      find: (intent) => findRenewal(rail, intent),
    }),
  };
}

/** A hold on a saved card is found by its operation; one on an approved page is found at the page. */
async function findHold(
  rail: PaymentRail,
  { from }: z.output<typeof placeHoldIntent>,
  context: EffectContext<MoneyOrder>,
): Promise<Found> {
  if ('customerRef' in from) {
    return findByOperation(rail, context, { kind: 'place_hold', customerRef: from.customerRef });
  }
  const called = await rail.readPayment(objectTypeOf(rail.name, 'session'), from.sessionRef);
  if ('failed' in called) return 'cannot_ask';
  if (called.ok.payment === null || called.ok.payment.status === 'open') {
    return called.ok.session?.status === 'approved' ? 'not_done' : { over: 'page_over' };
  }
  return { done: called.ok };
}

async function findByOperation(
  rail: PaymentRail,
  { intent, read }: EffectContext<MoneyOrder>,
  where: Pick<OperationSought, 'kind'> & Partial<OperationSought>,
): Promise<Found> {
  const operation = await read((tx) => findOperation(tx, intent.operationId));
  if (operation === undefined) return 'cannot_ask';
  const { operationId } = intent;
  const sought = { paymentRef: null, customerRef: null, sentAfter: operation.createdAt, operationId, ...where };
  const called = await rail.findByOperation(sought);
  if ('failed' in called) return 'cannot_ask';
  return called.ok === undefined ? 'not_done' : { done: called.ok };
}

async function readBack(rail: PaymentRail, paymentRef: string): Promise<PaymentReading | undefined> {
  const called = await rail.readPayment(objectTypeOf(rail.name, 'payment'), paymentRef);
  return 'ok' in called ? called.ok : undefined;
}

async function findEnd(
  rail: PaymentRail,
  paymentRef: string,
  wanted: 'captured' | 'voided',
  over: string,
): Promise<Found> {
  const reading = await readBack(rail, paymentRef);
  if (reading === undefined) return 'cannot_ask';
  if (reading.payment?.status === wanted) return { done: reading };
  return reading.payment?.status === 'held' ? 'not_done' : { over };
}

/** A renewed hold ends later than it did, or cannot be renewed again. */
async function findRenewal(rail: PaymentRail, intent: z.output<typeof reauthorizeIntent>): Promise<Found> {
  const reading = await readBack(rail, intent.paymentRef);
  if (reading === undefined) return 'cannot_ask';
  if (reading.payment?.status !== 'held') return { over: 'not_held' };
  const { captureBefore, renewableFrom } = reading.payment;
  const isLater = captureBefore !== null && intent.captureBefore !== null && captureBefore > intent.captureBefore;
  return isLater || renewableFrom === null ? { done: reading } : 'not_done';
}
