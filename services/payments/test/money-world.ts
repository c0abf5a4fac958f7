import { type BookedLeg, planRelease, postingsForReading } from '../dist/domain/book-reading.js';
import { capturableMinor, whyNotCapturable } from '../dist/domain/capture-guard.js';
import type { KnownMoney } from '../dist/domain/known-money.js';
import type { MoneyFact, MoneyWant } from '../dist/domain/money-fact.js';
import { observePayment } from '../dist/domain/observe-payment.js';
import type { Payment } from '../dist/domain/payment.js';
import type { PaymentReading } from '../dist/domain/payment-reading.js';

/** What is known of a milestone's money, and what is booked about it. */
export interface MoneyWorld {
  readonly known: KnownMoney;
  readonly legs: readonly BookedLeg[];
  readonly facts: readonly MoneyFact['fact'][];
}

/** A world in which nothing has happened to a payment. */
export function freshWorld(payment: Payment): MoneyWorld {
  return { known: { payment, refunds: [], disputes: [] }, legs: [], facts: [] };
}

/** The world after one decision of ours on the payment. */
export function decided(world: MoneyWorld, decide: (payment: Payment) => Payment): MoneyWorld {
  return { ...world, known: { ...world.known, payment: decide(world.known.payment) } };
}

/** The world after a reading was settled, and what it wants done: the pure part of what the service does in one transaction. */
export function believed(
  world: MoneyWorld,
  reading: PaymentReading,
  now: Date,
): { readonly world: MoneyWorld; readonly wants: readonly MoneyWant[] } {
  const observed = observePayment(world.known, reading, now);
  if ('quarantine' in observed) {
    // A hold that ended long ago, read while it stood and settled when another holds the money: put aside, and nothing moves.
    const isOfBefore = reading.order?.operationId !== world.known.payment.operationId;
    if (observed.quarantine === 'second_payment' && isOfBefore) return { world, wants: [] };
    throw new Error(`A true reading was put aside: ${observed.quarantine}`);
  }
  const legs = [...world.legs];
  const book = (planned: ReturnType<typeof postingsForReading>): void => {
    for (const posting of planned) legs.push(...posting.entries.map((entry) => ({ ...posting, ...entry })));
  };
  book(postingsForReading(observed.payment, reading, legs));
  const facts = [...world.facts];
  let { payment } = observed;
  for (const { fact } of observed.facts) {
    if (fact === 'released') {
      const plan = planRelease(payment, legs);
      payment = { ...payment, released: 'posting' in plan };
      if ('not' in plan) continue;
      book([plan.posting]);
    }
    facts.push(fact);
  }
  return { world: { known: { ...observed, payment }, legs, facts }, wants: observed.wants };
}

/** The payment once its capture is on its way, where the guard lets it. */
export function captureAsked(payment: Payment, now: Date): Payment {
  if (whyNotCapturable(payment, capturableMinor(payment), now) !== undefined) return payment;
  return { ...payment, state: 'capture_requested' };
}

/** Sum of an account in minor units; debits are positive. */
export function balanceOf({ legs }: MoneyWorld, ...accounts: readonly BookedLeg['account'][]): number {
  return legs.reduce((sum, leg) => sum + (accounts.includes(leg.account) ? leg.amountMinor : 0), 0);
}

/** What is earned: released, less what went back and what banks withhold. */
export function revenueOf(world: MoneyWorld): number {
  return 0 - balanceOf(world, 'income.earned', 'income.refunds', 'income.dispute_withheld');
}
