import type { MoneyFact } from './money-fact.ts';
import { afterMove, type MoneyMove, type MoneyState } from './money-state.ts';
import { isSecured, type Payment } from './payment.ts';
import type { PaymentReading } from './payment-reading.ts';

interface Ended {
  readonly payment: Payment;
  readonly facts: readonly MoneyFact[];
}

/** The payment after a reading that shows no money held: a saved card, a refusal, an end, or nothing new. */
export function endMoney(payment: Payment, reading: PaymentReading): Ended {
  const move = moveIn(reading);
  if (move === undefined || isBehind(payment, reading)) return { payment, facts: [] };
  const moved = afterMove(payment.state, move);
  if (moved === undefined) return { payment, facts: [] };
  const { readAt } = reading;
  if (isHoldEnd(move)) return endHold(payment, reading, moved);
  if (move === 'card_saved') return saveCard(payment, reading, moved);
  const ended: Payment = { ...payment, state: atRest(payment, moved), readAt };
  const decline = move === 'declined' ? reading.payment?.decline : undefined;
  if (!decline || isTold(payment, decline.ref)) return { payment: ended, facts: [] };
  return { payment: { ...ended, failureRef: decline.ref }, facts: [{ fact: 'funding_failed', decline }] };
}

/** A refusal that was told; what an operation without the client was refused is one refusal, whatever it is called later. */
function isTold({ failureRef, operationId }: Payment, ref: string): boolean {
  return ref === failureRef || (failureRef?.startsWith(`${operationId}:`) ?? false);
}

/** The provider's word as a move of our machine; undefined while the payment is under way and nothing happened yet. */
function moveIn({ payment, savedCard, session }: PaymentReading): MoneyMove | undefined {
  if (payment?.status === 'expired') return 'hold_expired';
  if (payment?.status === 'voided') return 'hold_voided';
  if (session?.purpose === 'save_card' && session.status === 'complete' && savedCard !== null) return 'card_saved';
  if (session?.status === 'expired') return 'session_expired';
  if (payment?.decline) return 'declined';
  return payment?.status === 'requires_action' ? 'action_required' : undefined;
}

/**
 * News of an earlier session, of another payment than the one that holds the money, or older than what is believed already
 * says nothing about the present.
 */
function isBehind(payment: Payment, { order, payment: read, readAt }: PaymentReading): boolean {
  if (isSecured(payment)) return read?.ref !== payment.paymentRef;
  if (order?.operationId !== payment.operationId) return true;
  return payment.readAt !== null && readAt < payment.readAt;
}

function isHoldEnd(move: MoneyMove): boolean {
  return move === 'hold_expired' || move === 'hold_voided';
}

/** A hold that nobody was told of, because it was too short or because its end was read first, ends without a word. */
function endHold(payment: Payment, { payment: read, readAt }: PaymentReading, state: MoneyState): Ended {
  const wasTold = isSecured(payment) && !payment.isHoldTooShort;
  const paymentRef = read?.ref ?? payment.paymentRef;
  const heldMinor = read !== null && read.amountMinor <= payment.amountMinor ? read.amountMinor : 0;
  const authorizedMinor = isSecured(payment) ? payment.authorizedMinor : heldMinor;
  const ended: Payment = { ...payment, state, paymentRef, authorizedMinor, isHoldTooShort: false, readAt };
  return { payment: ended, facts: wasTold ? [{ fact: 'funding_expired' }] : [] };
}

function saveCard(payment: Payment, { savedCard, rail, readAt }: PaymentReading, state: MoneyState): Ended {
  if (savedCard === null) return { payment, facts: [] };
  const saved: Payment = { ...payment, ...savedCard, state, rail, readAt };
  return { payment: saved, facts: payment.cardRef === savedCard.cardRef ? [] : [{ fact: 'card_saved' }] };
}

/** What is unfunded again still has its card, if one was saved for it. */
function atRest({ cardRef, fundingMethod }: Payment, state: MoneyState): MoneyState {
  return state === 'unfunded' && cardRef !== null && fundingMethod === 'card_on_file' ? 'card_saved' : state;
}
