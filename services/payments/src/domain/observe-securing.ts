import type { MoneyFact } from './money-fact.ts';
import { afterMove } from './money-state.ts';
import { isSecured, type Payment } from './payment.ts';
import type { PaymentRead, RailName } from './payment-reading.ts';

/**
 * The payment after money of it was read as held or captured. A hold that ended never comes back under the same reference.
 * One that ends too early is noted as such and funds nothing: it is going to be released.
 */
export function secureMoney(
  payment: Payment,
  read: PaymentRead,
  rail: RailName,
  isTooShort: (captureBefore: Date | null) => boolean,
): { readonly payment: Payment; readonly facts: readonly MoneyFact[] } {
  const isOver = !isSecured(payment) && payment.paymentRef === read.ref;
  const isCaptured = read.status === 'captured';
  const state = isOver ? undefined : afterMove(payment.state, isCaptured ? 'captured' : 'authorized');
  if (state === undefined) return { payment: renewed(payment, read), facts: [] };
  const isNew = !isSecured(payment);
  const tooShort = isNew && !isCaptured && isTooShort(read.captureBefore);
  const secured: Payment = {
    ...payment,
    state,
    rail,
    paymentRef: read.ref,
    captureBefore: isCaptured ? payment.captureBefore : read.captureBefore,
    isHoldTooShort: tooShort || (payment.isHoldTooShort && !isCaptured && !isNew),
    warnedHours: isNew ? null : payment.warnedHours,
    authorizedMinor: read.amountMinor,
    capturedMinor: isCaptured ? read.capturedMinor : 0,
  };
  if (tooShort) return { payment: secured, facts: [failedAsTooShort(read.ref)] };
  const wasTold = !isNew && !payment.isHoldTooShort;
  const facts: MoneyFact[] = wasTold ? [] : [{ fact: 'funded' }];
  return { payment: secured, facts: isCaptured ? [...facts, { fact: 'captured' }] : facts };
}

/** A hold that was renewed has a later end; an older reading of it takes nothing back. */
function renewed(payment: Payment, { captureBefore, ref, status }: PaymentRead): Payment {
  const isHeld = payment.state === 'authorized' || payment.state === 'capture_requested';
  if (!isHeld || status !== 'held' || ref !== payment.paymentRef || captureBefore === null) return payment;
  const isLater = payment.captureBefore === null || captureBefore > payment.captureBefore;
  return isLater ? { ...payment, captureBefore, warnedHours: null } : payment;
}

function failedAsTooShort(ref: string): MoneyFact {
  return { fact: 'funding_failed', decline: { code: 'hold_too_short', ref: `${ref}:hold_too_short` } };
}
