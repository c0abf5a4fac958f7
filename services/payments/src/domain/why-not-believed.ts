import { capturableMinor } from './capture-guard.ts';
import { isSecured, type Payment } from './payment.ts';
import type { PaymentRead, PaymentReading } from './payment-reading.ts';

/** Why a reading contradicts what we know, as a code; undefined when it can be believed. */
export function whyNotBelieved(payment: Payment, reading: PaymentReading): string | undefined {
  if (reading.live !== (payment.mode === 'live')) return 'mode_mismatch';
  if (reading.unrecognised.length > 0) return 'unrecognised_value';
  const { payment: read } = reading;
  return read?.status === 'held' || read?.status === 'captured' ? whyNotOurs(payment, read) : undefined;
}

function whyNotOurs(payment: Payment, read: PaymentRead): string | undefined {
  if (read.currency !== payment.currency) return 'currency_mismatch';
  if (!isRightAmount(payment, read)) return 'amount_mismatch';
  return isSecured(payment) && payment.paymentRef !== read.ref ? 'second_payment' : undefined;
}

/** The contract's amount is held, or what an operator lowered it to before; what is captured is what was asked for. */
function isRightAmount(payment: Payment, read: PaymentRead): boolean {
  const { amountMinor, capturedMinor, fundingMethod, paymentRef, state } = payment;
  const dueMinor = capturableMinor(payment);
  const isThis = isSecured(payment) && paymentRef === read.ref;
  if (isThis ? read.amountMinor !== payment.authorizedMinor : ![amountMinor, dueMinor].includes(read.amountMinor)) {
    return false;
  }
  if (read.status === 'held') return read.heldMinor === read.amountMinor;
  if (isThis && (state === 'captured' || state === 'settled')) return read.capturedMinor === capturedMinor;
  return read.capturedMinor === dueMinor || (fundingMethod === 'prepaid' && read.capturedMinor === read.amountMinor);
}
