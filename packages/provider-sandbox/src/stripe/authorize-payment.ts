import type Stripe from 'stripe';
import { newCharge } from './charge-object.ts';
import { newPaymentIntent } from './intent-object.ts';
import { settleCharge } from './settle-charge.ts';
import type { CardOnFile, StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';
import type { CardDecline } from './test-cards.ts';

/** The session's intent, made on the first attempt to pay. */
function intentOfSession(world: StripeWorld, stored: StoredSession): Stripe.PaymentIntent {
  const { payment_intent: known } = stored.session;
  const existing = typeof known === 'string' ? world.tables.intents.get(known) : undefined;
  if (existing) return existing;
  const intent = newPaymentIntent(stored, world.clock.nowSeconds());
  world.tables.intents.put(intent.id, intent);
  world.tables.sessions.put(stored.session.id, {
    ...stored,
    session: { ...stored.session, payment_intent: intent.id },
  });
  world.emit('payment_intent.created', intent);
  return intent;
}

/** A refused attempt: the session stays open for another card. */
export function declinePayment(
  world: StripeWorld,
  stored: StoredSession,
  card: CardOnFile,
  decline: CardDecline,
): void {
  const intent = intentOfSession(world, stored);
  const charge = newCharge(intent, card, world.clock.nowSeconds(), decline);
  world.tables.charges.put(charge.id, charge);
  world.emit('charge.failed', charge);
  const failed: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: {
      charge: charge.id,
      code: decline.code,
      decline_code: decline.declineCode,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code}`,
      message: decline.message,
      type: decline.code === 'payment_intent_authentication_failure' ? 'invalid_request_error' : 'card_error',
    },
  };
  world.tables.intents.put(intent.id, failed);
  world.emit('payment_intent.payment_failed', failed);
  const { code, declineCode } = decline;
  world.journal.fact({
    type: 'payment.declined',
    paymentIntent: intent.id,
    session: stored.session.id,
    code,
    declineCode,
  });
}

/** The card needs 3-D Secure: the client is shown the bank's page. */
export function requireAuthentication(world: StripeWorld, stored: StoredSession, card: CardOnFile): void {
  const intent = intentOfSession(world, stored);
  const url = `${world.checkoutOrigin()}/c/pay/${stored.session.id}/authenticate`;
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: stored.session.success_url, url } },
  };
  world.tables.intents.put(intent.id, waiting);
  world.tables.challenges.put(stored.session.id, card);
  world.emit('payment_intent.requires_action', waiting);
}

function completeSession(world: StripeWorld, sessionId: string, card: CardOnFile, paid: boolean): void {
  const stored = world.tables.sessions.get(sessionId);
  if (!stored) throw new Error('The session being paid is gone');
  const session: Stripe.Checkout.Session = {
    ...stored.session,
    status: 'complete',
    payment_status: paid ? 'paid' : 'unpaid',
    customer_details: {
      address: { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: null },
      business_name: null,
      email: card.email,
      individual_name: null,
      name: card.holder,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  };
  world.tables.sessions.put(session.id, { ...stored, session });
  world.emit('checkout.session.completed', session);
}

/** The bank agrees: the money is held (manual capture) or taken, and the session is complete. */
export function approvePayment(world: StripeWorld, stored: StoredSession, card: CardOnFile): void {
  const intent = intentOfSession(world, stored);
  const charge = newCharge(intent, card, world.clock.nowSeconds());
  world.tables.charges.put(charge.id, charge);
  const authorized: Stripe.PaymentIntent = {
    ...intent,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
    payment_method: charge.payment_method,
    status: 'requires_capture',
    amount_capturable: intent.amount,
  };
  world.tables.intents.put(intent.id, authorized);
  const { amount, currency, metadata } = authorized;
  world.journal.fact({
    type: 'payment.authorized',
    paymentIntent: intent.id,
    session: stored.session.id,
    amount,
    currency,
    metadata,
  });
  world.emit('charge.succeeded', charge);
  const isHold = intent.capture_method === 'manual';
  if (isHold) world.emit('payment_intent.amount_capturable_updated', authorized);
  else settleCharge(world, authorized, charge, amount, undefined);
  completeSession(world, stored.session.id, card, !isHold);
}
