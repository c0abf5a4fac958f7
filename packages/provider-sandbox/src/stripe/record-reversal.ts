import type Stripe from 'stripe';
import { newRefund } from './refund-object.ts';
import type { StripeWorld } from './stripe-world.ts';

/**
 * A hold that is let go, whole or in part, is told as a refund that carries no balance transaction: no money moved.
 * Solidus (solidus_stripe#268) and WooCommerce Payments (#757) met it so.
 */
export function recordReversal(
  world: StripeWorld,
  charge: Stripe.Charge,
  amountMinor: number,
  reason: Stripe.Refund.Reason | null,
  idempotencyKey: string | undefined,
): void {
  const refund: Stripe.Refund = {
    ...newRefund(charge, amountMinor, world.clock.nowSeconds()),
    destination_details: { type: 'card', card: { type: 'reversal' } },
    reason,
    status: 'succeeded',
  };
  world.tables.refunds.put(refund.id, refund);
  world.emit('refund.created', refund, idempotencyKey);
}

/** Whether a refund is only the end of a hold. */
export const isReversal = (refund: Stripe.Refund): boolean => refund.destination_details?.card?.type === 'reversal';
