import { afterMove, type MoneyMove } from './money-state.ts';
import type { Payment } from './payment.ts';
import type { Decline, PaymentRead, PaymentReading } from './payment-reading.ts';

/** Something that became true about the money; each is published and, where money moved, booked. */
export type MoneyFact =
  | { readonly fact: 'funded' }
  | { readonly fact: 'funding_failed'; readonly decline: Decline }
  | { readonly fact: 'funding_expired' }
  | { readonly fact: 'captured' }
  | { readonly fact: 'released'; readonly approvalId: string };

/** The payment after a reading and what became true. `captureWanted`: it is held and the client has approved. */
export interface Believed {
  readonly payment: Payment;
  readonly facts: readonly MoneyFact[];
  readonly captureWanted: boolean;
}

/**
 * Decides what a reading of the provider changes. Any order and number of readings ends in the same state: a reading behind
 * the state changes nothing. A reading that contradicts the contract (amount, currency, mode, a second payment, money that
 * went back) is to be quarantined: it moves no money of ours and is left to a person.
 */
export function observePayment(payment: Payment, reading: PaymentReading): Believed | { readonly quarantine: string } {
  if (reading.live !== (payment.mode === 'live')) return { quarantine: 'mode_mismatch' };
  const intent = reading.payment;
  const known: Payment = { ...payment, certainty: 'known' };
  if (intent?.status === 'held' || intent?.status === 'captured') {
    const wrong = whyNotBelieved(payment, intent, reading);
    return wrong === undefined ? secure(known, intent) : { quarantine: wrong };
  }
  const move = endingMove(reading);
  if (move === undefined || isBehind(payment, reading)) return { payment: known, facts: [], captureWanted: false };
  return end(known, move, intent);
}

/** The provider's word on a payment that holds nothing, as a move of our machine; undefined while it is under way. */
function endingMove({ payment: intent, session }: PaymentReading): MoneyMove | undefined {
  if (intent?.status === 'expired') return 'hold_expired';
  if (intent?.status === 'voided') return 'hold_voided';
  if (session?.status === 'expired') return 'session_expired';
  return intent?.decline ? 'declined' : undefined;
}

/** News of an earlier session, or of another payment than the one that holds the money, says nothing about the present. */
function isBehind(payment: Payment, { payment: intent, order }: PaymentReading): boolean {
  return isSecured(payment) ? intent?.ref !== payment.paymentRef : order?.operationId !== payment.operationId;
}

function isSecured({ state }: Payment): boolean {
  return state === 'authorized' || state === 'capture_requested' || state === 'captured';
}

function whyNotBelieved(payment: Payment, intent: PaymentRead, reading: PaymentReading): string | undefined {
  if (intent.currency !== payment.currency) return 'currency_mismatch';
  const moved = intent.status === 'held' ? intent.heldMinor : intent.capturedMinor;
  if (intent.amountMinor !== payment.amountMinor || moved !== payment.amountMinor) return 'amount_mismatch';
  if (isSecured(payment) && payment.paymentRef !== intent.ref) return 'second_payment';
  return intent.status === 'captured' ? whyNotOurs(reading) : undefined;
}

/** Money that went back, or that a bank has taken back, is not earned by an approval: what is owed is for a person to say. */
function whyNotOurs({ disputes, refunds }: PaymentReading): string | undefined {
  if (refunds.length > 0) return 'refunded';
  return disputes.length > 0 ? 'disputed' : undefined;
}

/** The money is held or captured. A hold that ended never comes back under the same intent. */
function secure(payment: Payment, intent: PaymentRead): Believed {
  const ended = payment.state === 'expired' || payment.state === 'voided';
  if (ended && payment.paymentRef === intent.ref) return { payment, facts: [], captureWanted: false };
  const captured = intent.status === 'captured';
  const state = afterMove(payment.state, captured ? 'captured' : 'authorized');
  if (state === undefined) return afterApproval(payment, [], captured);
  const facts: MoneyFact[] = [];
  if (!isSecured(payment)) facts.push({ fact: 'funded' });
  if (captured) facts.push({ fact: 'captured' });
  const captureBefore = captured ? payment.captureBefore : intent.captureBefore;
  const authorizedMinor = intent.amountMinor;
  const secured = { ...payment, state, paymentRef: intent.ref, captureBefore, authorizedMinor };
  return afterApproval({ ...secured, capturedMinor: captured ? intent.capturedMinor : 0 }, facts, captured);
}

/** Held and approved wants the capture; captured and approved is released, once. */
function afterApproval(payment: Payment, facts: readonly MoneyFact[], captured: boolean): Believed {
  const { approval, approvalId, released, state } = payment;
  if (approval !== 'approved' || approvalId === null) return { payment, facts, captureWanted: false };
  if (state === 'captured') {
    if (released || !captured) return { payment, facts, captureWanted: false };
    const release: MoneyFact = { fact: 'released', approvalId };
    return { payment: { ...payment, released: true }, facts: [...facts, release], captureWanted: false };
  }
  return { payment, facts, captureWanted: true };
}

function end(payment: Payment, move: MoneyMove, intent: PaymentRead | null): Believed {
  const state = afterMove(payment.state, move);
  if (state === undefined) return { payment, facts: [], captureWanted: false };
  const ended: Payment = { ...payment, state };
  if (state === 'expired' || state === 'voided') {
    return { payment: ended, facts: [{ fact: 'funding_expired' }], captureWanted: false };
  }
  const decline = move === 'declined' ? intent?.decline : undefined;
  if (!decline || decline.ref === payment.failureRef) return { payment: ended, facts: [], captureWanted: false };
  const failed = { ...ended, failureRef: decline.ref };
  return { payment: failed, facts: [{ fact: 'funding_failed', decline }], captureWanted: false };
}
