import { isHoldTooShort } from './hold-length.ts';
import { isToBeRenewed, warnOfEnd } from './hold-watch.ts';
import type { KnownMoney, KnownRefund } from './known-money.ts';
import { disputesIn, exposureOf, mergeDisputes } from './merge-disputes.ts';
import { mergeRefunds, sumRefunds } from './merge-refunds.ts';
import type { MoneyFact, MoneyWant } from './money-fact.ts';
import { endMoney } from './observe-ending.ts';
import { secureMoney } from './observe-securing.ts';
import { isSecured, type Payment } from './payment.ts';
import type { PaymentReading } from './payment-reading.ts';
import { wantsCardHold } from './saved-card.ts';
import { whyNotBelieved } from './why-not-believed.ts';

/** What a reading made of the money: as it is now, what became true by it, and what is to be done next. */
export interface Believed extends KnownMoney {
  readonly facts: readonly MoneyFact[];
  readonly wants: readonly MoneyWant[];
}

/**
 * Decides what a reading of the provider changes, at `now` (domain time). Any order and number of readings ends in the same
 * state: a reading behind the state changes nothing. One that contradicts the contract (amount, currency, mode, a second
 * payment), or says what we do not understand, is to be quarantined: it moves no money of ours and is left to a person.
 */
export function observePayment(
  known: KnownMoney,
  reading: PaymentReading,
  now: Date,
): Believed | { readonly quarantine: string } {
  const quarantine = whyNotBelieved(known.payment, reading);
  if (quarantine !== undefined) return { quarantine };
  const moved = endDoubt(known.payment, move(known.payment, reading, now));
  const stood = isAboutIt(moved.payment, reading) ? standing(known, moved.payment, reading) : undefined;
  if (stood !== undefined && 'quarantine' in stood) return stood;
  const { disputes, facts, refunds, ...rest } = stood ?? { ...known, payment: moved.payment, facts: [] };
  const warned = warnOfEnd(rest.payment, now);
  const payment = warned?.payment ?? rest.payment;
  const released = release(payment, reading);
  return {
    payment: released === undefined ? payment : { ...payment, released: true },
    refunds: refunds.map((refund) => (refund.status === 'succeeded' ? { ...refund, announced: true } : refund)),
    disputes,
    facts: [...moved.facts, ...facts, ...(warned?.facts ?? []), ...(released === undefined ? [] : [released])],
    wants: wantsOf(payment, reading, now),
  };
}

interface Moved {
  readonly payment: Payment;
  readonly facts: readonly MoneyFact[];
}

/**
 * An act whose answer was lost is out of doubt when the money is seen to have moved on. Seen where it was, the act may still
 * land; and where captured money stands says nothing about a refund.
 */
function endDoubt({ state }: Payment, moved: Moved): Moved {
  const hasMoved = moved.payment.state !== state && state !== 'captured' && state !== 'settled';
  return hasMoved ? { ...moved, payment: { ...moved.payment, certainty: 'known' } } : moved;
}

function move(payment: Payment, reading: PaymentReading, now: Date): Moved {
  const status = reading.payment?.status;
  if (reading.payment !== null && (status === 'held' || status === 'captured')) {
    return secureMoney(payment, reading.payment, reading.rail, (hold) => isHoldTooShort(payment, hold, now));
  }
  return endMoney(payment, reading);
}

/** Refunds and disputes are of the payment that holds the money, or they say nothing about it. */
function isAboutIt(payment: Payment, reading: PaymentReading): boolean {
  return isSecured(payment) && reading.payment?.ref === payment.paymentRef;
}

interface Standing extends KnownMoney {
  readonly facts: readonly MoneyFact[];
}

function standing(
  known: KnownMoney,
  payment: Payment,
  reading: PaymentReading,
): Standing | { readonly quarantine: string } {
  const refunds = mergeRefunds(known.refunds, reading.refunds);
  const sums = sumRefunds(refunds);
  if (sums.refundedMinor + sums.refundPendingMinor > payment.capturedMinor)
    return { quarantine: 'refund_over_capture' };
  const disputes = mergeDisputes(known.disputes, disputesIn(reading));
  const { dispute, exposure } = exposureOf(disputes);
  const facts: MoneyFact[] = [...refundFacts(known.refunds, refunds)];
  if (exposure !== payment.exposure) {
    const told = { reason: dispute?.reason ?? 'unspecified', respondBy: dispute?.respondBy ?? null };
    facts.push({ fact: 'exposed', exposure, ...told });
  }
  return { payment: { ...payment, ...sums, exposure }, refunds, disputes, facts };
}

function refundFacts(before: readonly KnownRefund[], after: readonly KnownRefund[]): MoneyFact[] {
  const old = new Map(before.map((refund) => [refund.ref, refund]));
  const facts: MoneyFact[] = [];
  for (const refund of after) {
    const known = old.get(refund.ref);
    if (refund.status === 'succeeded' && !refund.announced) facts.push({ fact: 'refunded', refund });
    const hasFailed = refund.status === 'failed' || refund.status === 'canceled';
    if (hasFailed && known?.status !== refund.status) facts.push({ fact: 'refund_failed', refund });
  }
  return facts;
}

/**
 * Captured and approved money is earned, once, when nobody questions it, nothing of it is on its way back, and the provider's
 * own account shows the charge. What went back before is not earned.
 */
function release(payment: Payment, { balance }: PaymentReading): MoneyFact | undefined {
  const { approval, approvalId, capturedMinor, exposure, refundPendingMinor, refundedMinor, released, state } = payment;
  if (released || approval !== 'approved' || approvalId === null) return undefined;
  if (state !== 'captured' && state !== 'settled') return undefined;
  if (exposure !== 'none' || refundPendingMinor > 0 || refundedMinor >= capturedMinor) return undefined;
  if (!balance.some(({ kind }) => kind === 'charge')) return undefined;
  return { fact: 'released', approvalId, amountMinor: capturedMinor - refundedMinor };
}

function wantsOf(payment: Payment, { payment: read, session }: PaymentReading, now: Date): readonly MoneyWant[] {
  const { approval, isHoldTooShort: isUnwanted, state } = payment;
  if (state === 'authorized' || state === 'capture_requested') {
    if (isUnwanted) return [{ want: 'void' }];
    const isRenewable = read?.status === 'held' && isToBeRenewed(payment, read.renewableFrom, now);
    if (approval === 'approved') return isRenewable ? [{ want: 'renew' }, { want: 'capture' }] : [{ want: 'capture' }];
    return isRenewable ? [{ want: 'renew' }] : [];
  }
  if (session?.status === 'approved' && !isSecured(payment)) {
    return [{ want: 'hold', from: { sessionRef: session.ref } }];
  }
  return wantsCardHold(payment, now) ? [{ want: 'hold', from: 'saved_card' }] : [];
}
