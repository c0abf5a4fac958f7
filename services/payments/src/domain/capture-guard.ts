import type { Payment } from './payment.ts';

/** Why a capture must not be made. */
export type CaptureRefusal = 'not_approved' | 'not_held' | 'hold_over' | 'over_hold' | 'disputed' | 'exposed';

/**
 * Tells why an amount of a payment must not be captured at `now` (domain time), or undefined when it may. Nothing is captured
 * without the event that proves the approval, past our own cap (a rail may allow more: PayPal 115 %), or while the client or
 * their bank questions the money.
 */
export function whyNotCapturable(payment: Payment, amountMinor: number, now: Date): CaptureRefusal | undefined {
  const { approval, approvalId, authorizedMinor, captureBefore, exposure, paymentRef, state } = payment;
  if (approval === 'disputed') return 'disputed';
  if (approval !== 'approved' || approvalId === null) return 'not_approved';
  if (state !== 'authorized' && state !== 'capture_requested') return 'not_held';
  if (paymentRef === null || payment.isHoldTooShort) return 'not_held';
  if (exposure !== 'none') return 'exposed';
  if (captureBefore !== null && captureBefore <= now) return 'hold_over';
  return amountMinor > Math.min(authorizedMinor, capturableMinor(payment)) ? 'over_hold' : undefined;
}

/** What an approval captures: the contract's amount, or less where an operator lowered it. */
export function capturableMinor({ amountMinor, captureMinor }: Payment): number {
  return captureMinor ?? amountMinor;
}
