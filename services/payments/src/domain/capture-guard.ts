import type { Payment } from './payment.ts';

/** Why a capture must not be made. */
export type CaptureRefusal = 'not_approved' | 'not_held' | 'hold_over' | 'disputed';

/**
 * Tells why a payment must not be captured at `now` (domain time), or undefined when it may. What is captured is always the
 * contract's whole amount, which the hold was checked against when it was booked.
 */
export function whyNotCapturable(payment: Payment, now: Date): CaptureRefusal | undefined {
  if (payment.approval === 'disputed') return 'disputed';
  if (payment.approval !== 'approved' || payment.approvalId === null) return 'not_approved';
  if (payment.state !== 'authorized' && payment.state !== 'capture_requested') return 'not_held';
  if (payment.paymentRef === null) return 'not_held';
  if (payment.captureBefore !== null && payment.captureBefore <= now) return 'hold_over';
  return undefined;
}
