import type Stripe from 'stripe';
import { newCharge } from './charge-object.ts';
import { settleCharge } from './settle-charge.ts';
import type { StoredMethod } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';
import type { CardDecline } from './test-cards.ts';

/** How a card is charged. */
export interface Attempt {
  readonly method: StoredMethod;
  /** The client is not there: the hold of a Visa card is shorter. */
  readonly offSession: boolean;
  readonly session: string | null;
  readonly idempotencyKey?: string | undefined;
}

/** A refused attempt: the intent waits for another card. */
export function failIntent(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  attempt: Attempt,
  decline: CardDecline,
): Stripe.PaymentIntent {
  const { idempotencyKey, method, session } = attempt;
  const charge = newCharge(intent, method, { createdSeconds: world.clock.nowSeconds(), decline, offSession: false });
  world.tables.charges.put(charge.id, charge);
  world.emit('charge.failed', charge, idempotencyKey);
  const failed: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    last_payment_error: {
      charge: charge.id,
      code: decline.code as Stripe.PaymentIntent.LastPaymentError.Code,
      decline_code: decline.declineCode,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code}`,
      message: decline.message,
      payment_method: method.method,
      type: decline.code === 'payment_intent_authentication_failure' ? 'invalid_request_error' : 'card_error',
    },
  };
  world.tables.intents.put(intent.id, failed);
  world.emit('payment_intent.payment_failed', failed, idempotencyKey);
  const { code, declineCode } = decline;
  const { id: paymentIntent, metadata } = intent;
  world.journal.fact({ type: 'payment.declined', paymentIntent, session, code, declineCode, metadata });
  return failed;
}

/** The bank agrees: the money is held (manual capture) or taken. */
export function authorizeIntent(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  attempt: Attempt,
): Stripe.PaymentIntent {
  const { idempotencyKey, method, offSession, session } = attempt;
  const charge = newCharge(intent, method, { createdSeconds: world.clock.nowSeconds(), offSession });
  world.tables.charges.put(charge.id, charge);
  const authorized: Stripe.PaymentIntent = {
    ...intent,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
    payment_method: method.method.id,
    status: 'requires_capture',
    amount_capturable: intent.amount,
  };
  world.tables.intents.put(intent.id, authorized);
  const { amount, currency, id: paymentIntent, metadata } = authorized;
  world.journal.fact({ type: 'payment.authorized', paymentIntent, session, amount, currency, metadata, offSession });
  world.emit('charge.succeeded', charge, idempotencyKey);
  if (intent.capture_method !== 'manual') return settleCharge(world, authorized, charge, amount, idempotencyKey);
  world.emit('payment_intent.amount_capturable_updated', authorized, idempotencyKey);
  return authorized;
}
