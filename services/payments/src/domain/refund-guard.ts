import type { Payment } from './payment.ts';

/** Why money must not be given back. */
export type RefundRefusal = 'not_captured' | 'over_captured' | 'disputed';

/** What of the captured is neither back with the client nor on its way there, in minor units. */
export function refundableMinor({ capturedMinor, refundPendingMinor, refundedMinor }: Payment): number {
  return capturedMinor - refundedMinor - refundPendingMinor;
}

/**
 * Tells why an amount must not be given back, or undefined when it may. While a bank holds the money the answer to it decides:
 * a refund beside a dispute would pay twice. An inquiry may be ended by one.
 * https://docs.stripe.com/disputes/responding#decide
 */
export function whyNotRefundable(payment: Payment, amountMinor: number): RefundRefusal | undefined {
  const { exposure, paymentRef, state } = payment;
  if ((state !== 'captured' && state !== 'settled') || paymentRef === null) return 'not_captured';
  if (exposure === 'disputed' || exposure === 'lost') return 'disputed';
  return amountMinor > refundableMinor(payment) ? 'over_captured' : undefined;
}
