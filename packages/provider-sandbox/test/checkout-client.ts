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
