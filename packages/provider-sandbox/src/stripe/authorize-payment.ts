import type Stripe from 'stripe';
import { authorizeIntent, failIntent } from './charge-intent.ts';
import { completeSession, presentmentOf } from './complete-session.ts';
import { addCustomer, addMethod } from './customer-object.ts';
import { newPaymentIntent } from './intent-object.ts';
import type { CardOnFile, StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';
import type { CardDecline } from './test-cards.ts';

const customerOf = ({ customer }: Stripe.Checkout.Session): string | null =>
  typeof customer === 'string' ? customer : null;

/** The session's intent, made on the first attempt to pay. */
function intentOfSession(world: StripeWorld, stored: StoredSession): Stripe.PaymentIntent {
  const { payment_intent: known } = stored.session;
  const existing = typeof known === 'string' ? world.tables.intents.get(known) : undefined;
  if (existing) return existing;
  const { session, intent: wish } = stored;
  const intent = newPaymentIntent(
    {
      ...wish,
      amountMinor: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      customer: customerOf(session),
    },
    world.clock.nowSeconds(),
  );
  const presentment = presentmentOf(world, session);
  const presented = presentment === null ? intent : { ...intent, presentment_details: presentment };
  world.tables.intents.put(intent.id, presented);
  world.tables.sessions.put(session.id, { ...stored, session: { ...session, payment_intent: intent.id } });
  world.emit('payment_intent.created', presented);
  return presented;
}

/** A refused attempt: the session stays open for another card. */
export function declinePayment(
  world: StripeWorld,
  stored: StoredSession,
  card: CardOnFile,
  decline: CardDecline,
): void {
  const attempt = { method: addMethod(world, card, null), offSession: false, session: stored.session.id };
  failIntent(world, intentOfSession(world, stored), attempt, decline);
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

/** The bank agrees: the money is held (manual capture) or taken, and the session is complete. */
export function approvePayment(world: StripeWorld, stored: StoredSession, card: CardOnFile): void {
  const { session } = stored;
  const isNew = session.customer === null && session.customer_creation === 'always';
  const details = { email: card.email, name: card.holder, description: null, phone: null, metadata: {} };
  const customer = isNew ? addCustomer(world, details).id : customerOf(session);
  const keepsCard = (stored.intent.setupFutureUsage ?? null) !== null;
  const method = addMethod(world, card, keepsCard ? customer : null);
  const intent = { ...intentOfSession(world, stored), customer };
  const after = authorizeIntent(world, intent, { method, offSession: false, session: session.id });
  completeSession(world, session.id, card, after.status === 'succeeded' ? 'paid' : 'unpaid', customer);
}
