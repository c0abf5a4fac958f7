import type { Payment } from './payment.ts';

/** Why a hold must not be released. */
export type VoidRefusal = 'not_held' | 'capture_under_way';

/** Tells why a payment's hold must not be released, or undefined when it may. One whose capture is on its way is not. */
export function whyNotVoidable({ paymentRef, state }: Payment): VoidRefusal | undefined {
  if (state === 'capture_requested') return 'capture_under_way';
  return state === 'authorized' && paymentRef !== null ? undefined : 'not_held';
}
