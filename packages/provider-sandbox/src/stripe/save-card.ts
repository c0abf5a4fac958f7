import type Stripe from 'stripe';
import { completeSession } from './complete-session.ts';
import { addCustomer, addMethod } from './customer-object.ts';
import { newSetupAttempt } from './setup-intent-object.ts';
import type { CardOnFile, StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';
import type { CardDecline } from './test-cards.ts';

function intentOf(world: StripeWorld, { session }: StoredSession): Stripe.SetupIntent {
  const intent = world.tables.setupIntents.get(String(session.setup_intent));
  if (!intent) throw new Error('A session in setup mode has no SetupIntent');
  return intent;
}

function attempt(
  world: StripeWorld,
  intent: Stripe.SetupIntent,
  method: string,
  status: 'failed' | 'succeeded',
): Stripe.SetupIntent {
  const tried = newSetupAttempt(intent, method, status, world.clock.nowSeconds());
  world.tables.setupAttempts.put(tried.id, tried);
  const after = { ...intent, latest_attempt: tried.id };
  world.tables.setupIntents.put(intent.id, after);
  return after;
}

/** The bank refused to have the card saved: the session stays open for another one. */
export function refuseCard(world: StripeWorld, stored: StoredSession, card: CardOnFile, decline: CardDecline): void {
  const { method } = addMethod(world, card, null);
  const failed = attempt(
    world,
    {
      ...intentOf(world, stored),
      status: 'requires_payment_method',
      next_action: null,
      last_setup_error: {
        code: decline.code as Stripe.SetupIntent.LastSetupError.Code,
        decline_code: decline.declineCode,
        doc_url: `https://stripe.com/docs/error-codes/${decline.code}`,
        message: decline.message,
        payment_method: method,
        type: decline.code.startsWith('setup_intent') ? 'invalid_request_error' : 'card_error',
      },
    },
    method.id,
    'failed',
  );
  world.emit('setup_intent.setup_failed', failed);
  const { code, declineCode } = decline;
  world.journal.fact({ type: 'card.refused', setupIntent: failed.id, session: stored.session.id, code, declineCode });
}

/** The card needs 3-D Secure before it may be saved. */
export function challengeCard(world: StripeWorld, stored: StoredSession, card: CardOnFile): void {
  const url = `${world.checkoutOrigin()}/c/pay/${stored.session.id}/authenticate`;
  const waiting: Stripe.SetupIntent = {
    ...intentOf(world, stored),
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: stored.session.success_url, url } },
  };
  world.tables.setupIntents.put(waiting.id, waiting);
  world.tables.challenges.put(stored.session.id, card);
  world.emit('setup_intent.requires_action', waiting);
}

function customerOf(world: StripeWorld, { session }: StoredSession, card: CardOnFile): string | null {
  if (typeof session.customer === 'string') return session.customer;
  if (session.customer_creation !== 'always') return null;
  return addCustomer(world, { email: card.email, name: card.holder, description: null, phone: null, metadata: {} }).id;
}

/** Saves the card for payments without the client, and completes the session: no money is held or taken. */
export function saveCard(world: StripeWorld, stored: StoredSession, card: CardOnFile): void {
  const customer = customerOf(world, stored, card);
  const { method } = addMethod(world, card, customer);
  const intent = intentOf(world, stored);
  const saved = attempt(
    world,
    { ...intent, customer, last_setup_error: null, next_action: null, payment_method: method.id, status: 'succeeded' },
    method.id,
    'succeeded',
  );
  const { metadata } = saved;
  world.journal.fact({ type: 'card.saved', setupIntent: saved.id, customer, paymentMethod: method.id, metadata });
  world.emit('setup_intent.succeeded', saved);
  completeSession(world, stored.session.id, card, 'no_payment_required', customer);
}
