import { capturableMinor } from './capture-guard.ts';
import type { Payment } from './payment.ts';

/** Why what an approval captures must not be lowered. */
export type ReduceRefusal = 'already_captured' | 'under_way' | 'not_lower';

/** The payment with a lower amount to capture. It is never raised: the client agreed to no more than they signed. */
export function reducePayment(
  payment: Payment,
  amountMinor: number,
): { readonly payment: Payment } | { readonly refused: ReduceRefusal } {
  const { state } = payment;
  if (state === 'captured' || state === 'settled') return { refused: 'already_captured' };
  if (state === 'capture_requested' || state === 'authorizing') return { refused: 'under_way' };
  if (amountMinor >= capturableMinor(payment)) return { refused: 'not_lower' };
  return { payment: { ...payment, captureMinor: amountMinor } };
}
