import type Stripe from 'stripe';

/** Parameters of a held payment of 6,500.00 USD for milestone `m-1`. */
export const heldMilestone = (): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  success_url: 'http://portal.localhost:4000/paid?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://portal.localhost:4000/room',
  line_items: [
    { quantity: 1, price_data: { currency: 'usd', unit_amount: 650_000, product_data: { name: 'Milestone one' } } },
  ],
  metadata: { milestone_id: 'm-1' },
  payment_intent_data: { capture_method: 'manual', metadata: { milestone_id: 'm-1' } },
  adaptive_pricing: { enabled: false },
});

/** Submits the hosted page's form as a browser without JavaScript would. */
export async function submitCard(origin: string, sessionId: string, cardNumber: string): Promise<Response> {
  return await fetch(`${origin}/c/pay/${sessionId}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      email: 'ines@mossgrovetoolshed.org',
      cardNumber,
      cardExpiry: '12/40',
      cardCvc: '123',
      billingName: 'Ines Holm',
    }),
  });
}

/** A session paid with the card that succeeds; the intent's id. */
export async function payHeldMilestone(stripe: Stripe, origin: string): Promise<string> {
  const session = await stripe.checkout.sessions.create(heldMilestone());
  await submitCard(origin, session.id, '4242424242424242');
  const paid = await stripe.checkout.sessions.retrieve(session.id);
  return String(paid.payment_intent);
}

/** Parameters of saving a card for milestone `m-1`, for a customer made on the way or for one there is. */
export const savedCard = (customer?: string): Stripe.Checkout.SessionCreateParams => ({
  mode: 'setup',
  currency: 'usd',
  success_url: 'http://portal.localhost:4000/saved?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://portal.localhost:4000/room',
  metadata: { milestone_id: 'm-1' },
  setup_intent_data: { description: 'Card for milestone one', metadata: { milestone_id: 'm-1' } },
  ...(customer === undefined ? { customer_creation: 'always' } : { customer }),
});

/** Saves a card on the hosted page; whose it is and what it is called. */
export async function saveCard(
  stripe: Stripe,
  origin: string,
  cardNumber: string,
): Promise<{ customer: string; card: string }> {
  const session = await stripe.checkout.sessions.create(savedCard());
  const answer = await submitCard(origin, session.id, cardNumber);
  if (answer.headers.get('location')?.endsWith('/authenticate')) {
    const body = new URLSearchParams({ result: 'complete' });
    await fetch(`${origin}/c/pay/${session.id}/authenticate`, { method: 'POST', redirect: 'manual', body });
  }
  const saved = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  const intent = saved.setup_intent as Stripe.SetupIntent;
  return { customer: String(intent.customer), card: String(intent.payment_method) };
}

/** A payment of 6,500.00 USD with a saved card while the client is away. */
export const offSession = (saved: { customer: string; card: string }): Stripe.PaymentIntentCreateParams => ({
  amount: 650_000,
  currency: 'usd',
  customer: saved.customer,
  payment_method: saved.card,
  confirm: true,
  off_session: true,
  capture_method: 'manual',
  allowed_payment_method_types: ['card'],
  metadata: { milestone_id: 'm-1' },
});

/** A session paid and captured with a card; the intent's id. */
export async function payAndCapture(stripe: Stripe, origin: string, cardNumber = '4242424242424242'): Promise<string> {
  const session = await stripe.checkout.sessions.create(heldMilestone());
  await submitCard(origin, session.id, cardNumber);
  const paid = await stripe.checkout.sessions.retrieve(session.id);
  const id = String(paid.payment_intent);
  await stripe.paymentIntents.capture(id);
  return id;
}
