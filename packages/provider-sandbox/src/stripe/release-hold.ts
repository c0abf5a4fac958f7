import type Stripe from 'stripe';
import { recordReversal } from './record-reversal.ts';
import type { StripeWorld } from './stripe-world.ts';

/** Why an intent ends without money. */
export interface HoldRelease {
  readonly cause: 'canceled' | 'hold_expired' | 'session_expired';
  readonly cancellationReason: Stripe.PaymentIntent.CancellationReason | null;
  readonly idempotencyKey?: string | undefined;
}

/**
 * Cancels an intent. A hold that is let go shows on the charge as refunded in full, without a balance transaction: money
 * never moved.
 */
export function releaseHold(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  release: HoldRelease,
): Stripe.PaymentIntent {
  const { cause, cancellationReason, idempotencyKey } = release;
  const canceled: Stripe.PaymentIntent = {
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: world.clock.nowSeconds(),
    cancellation_reason: cancellationReason,
    next_action: null,
  };
  world.tables.intents.put(intent.id, canceled);
  const charge = typeof intent.latest_charge === 'string' ? world.tables.charges.get(intent.latest_charge) : undefined;
  if (charge && intent.status === 'requires_capture') {
    const released: Stripe.Charge = { ...charge, refunded: true, amount_refunded: charge.amount };
    world.tables.charges.put(charge.id, released);
    const reason = cause === 'hold_expired' ? 'expired_uncaptured_charge' : null;
    recordReversal(world, released, released.amount, reason, idempotencyKey);
    world.emit(cause === 'hold_expired' ? 'charge.expired' : 'charge.refunded', released, idempotencyKey);
  }
  world.emit('payment_intent.canceled', canceled, idempotencyKey);
  world.journal.fact({ type: 'payment.canceled', paymentIntent: intent.id, cause, metadata: intent.metadata });
  return canceled;
}
