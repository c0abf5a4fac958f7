import type { MoneyState } from './money-state.ts';
import type { Payment } from './payment.ts';

/** The client can place the hold in the portal for this long after work was handed in; then it is placed on the saved card. */
export const OFF_SESSION_AFTER_MS = 24 * 3_600_000;

/** Where a saved card may be held: never after a refusal, which only the client can cure. */
const HOLDABLE: ReadonlySet<MoneyState> = new Set(['card_saved', 'expired']);

/**
 * Whether a hold is to be placed on the saved card now, without the client: the work is approved, or was handed in and the
 * client had time to pay in the portal, which gives the longer hold.
 * https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
export function wantsCardHold(payment: Payment, now: Date): boolean {
  const { approval, cardRef, exposure, fundingMethod, state, submittedAt } = payment;
  if (fundingMethod !== 'card_on_file' || cardRef === null || !HOLDABLE.has(state) || exposure !== 'none') return false;
  if (approval === 'approved') return true;
  if (approval !== 'submitted' || submittedAt === null) return false;
  return now.getTime() >= submittedAt.getTime() + OFF_SESSION_AFTER_MS;
}
