import { expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { heldMilestone, offSession, saveCard, savedCard, submitCard } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const hourSeconds = 3_600;

test('a client saves a card on the hosted page, and no money is held', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(savedCard());
  expect(session).toMatchObject({ mode: 'setup', amount_total: null, payment_status: 'no_payment_required' });
  const page = await (await fetch(`${harness.sandbox.url}/c/pay/${session.id}`)).text();
  expect(page).toContain('Nothing is held or charged now');
  await submitCard(harness.sandbox.url, session.id, '4242424242424242');
  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['setup_intent.payment_method', 'setup_intent.latest_attempt', 'customer'],
  });
  const { id: customer } = done.customer as Stripe.Customer;
  expect(done).toMatchObject({
    status: 'complete',
    customer: { email: 'ines@mossgrovetoolshed.org' },
    setup_intent: {
      status: 'succeeded',
      customer,
      usage: 'off_session',
      metadata: { milestone_id: 'm-1' },
      payment_method: { type: 'card', card: { last4: '4242' }, customer },
      latest_attempt: { status: 'succeeded' },
    },
  });
  expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
  expect(await harness.control.payments()).toEqual([]);
  const told = (await stripe.events.list()).data.map(({ type }) => type);
  expect(told).toEqual(expect.arrayContaining(['customer.created', 'setup_intent.succeeded']));
});

test('a card that is refused is not saved and another may be tried; a page that ends cancels its intent', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(savedCard());
  await submitCard(harness.sandbox.url, session.id, '4000000000009995');
  const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  expect(open).toMatchObject({
    status: 'open',
    setup_intent: { status: 'requires_payment_method', last_setup_error: { decline_code: 'insufficient_funds' } },
  });
  await harness.control.advance(25 * hourSeconds * 1_000);
  const over = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  expect(over).toMatchObject({ status: 'expired', setup_intent: { status: 'canceled' } });
});

test('a saved card is held without the client, for the shorter time its network allows', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const visa = await stripe.paymentIntents.create({
    ...offSession(await saveCard(stripe, harness.sandbox.url, '4000002500003155')),
    expand: ['latest_charge'],
  });
  expect(visa).toMatchObject({ status: 'requires_capture', amount_capturable: 650_000 });
  const charge = visa.latest_charge as Stripe.Charge;
  const window = (charge.payment_method_details?.card?.capture_before ?? 0) - charge.created;
  expect(window).toBe((4 * 24 + 18) * hourSeconds);
  const captured = await stripe.paymentIntents.capture(visa.id, { amount_to_capture: 400_000 });
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 400_000 });
});

test.each([
  ['asks for the client every time', '4000002760003184', 'authentication_required', 'authentication_required'],
  ['is declined when charged', '4000000000000341', 'card_declined', 'generic_decline'],
])('a saved card that %s answers 402 with the intent', async (_what, number, code, declineCode) => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const wish = offSession(await saveCard(stripe, harness.sandbox.url, number));
  const refused = await stripe.paymentIntents
    .create(wish)
    .catch((error: unknown) => error as Stripe.errors.StripeError);
  expect(refused).toMatchObject({
    type: 'StripeCardError',
    statusCode: 402,
    code,
    decline_code: declineCode,
    payment_intent: { status: 'requires_payment_method', last_payment_error: { code } },
    payment_method: { id: wish.payment_method },
  });
  expect((await stripe.events.list({ type: 'payment_intent.payment_failed' })).data).toHaveLength(1);
});

test('a card is charged only for the customer it belongs to, and a page may be opened for that customer', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const saved = await saveCard(stripe, harness.sandbox.url, '4242424242424242');
  const stranger = await stripe.customers.create({ email: 'ola@fernhollow-prints.org', metadata: { contract: 'c-2' } });
  const stolen = stripe.paymentIntents.create(offSession({ ...saved, customer: stranger.id }));
  await expect(stolen).rejects.toMatchObject({ param: 'payment_method' });
  const session = await stripe.checkout.sessions.create({ ...heldMilestone(), customer: saved.customer });
  await submitCard(harness.sandbox.url, session.id, '4242424242424242');
  const [intent] = (await stripe.paymentIntents.list({ customer: saved.customer })).data;
  expect(intent).toMatchObject({ status: 'requires_capture', customer: saved.customer });
  await expect(stripe.checkout.sessions.create({ ...heldMilestone(), customer: 'cus_none' })).rejects.toMatchObject({
    code: 'resource_missing',
  });
});

test('a prepaid milestone is captured as soon as it is paid', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create({ ...heldMilestone(), payment_intent_data: { metadata: {} } });
  await submitCard(harness.sandbox.url, session.id, '4242424242424242');
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] });
  expect(paid).toMatchObject({
    payment_status: 'paid',
    payment_intent: {
      status: 'succeeded',
      latest_charge: { captured: true, balance_transaction: expect.stringMatching(/^txn_/) },
    },
  });
});

test('a payer from abroad sees another currency only while adaptive pricing is on', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await harness.control.stripe.set({ payerCurrency: { currency: 'eur', rate: 0.9 } });
  const pay = async (enabled: boolean): Promise<Stripe.Checkout.Session> => {
    const session = await stripe.checkout.sessions.create({ ...heldMilestone(), adaptive_pricing: { enabled } });
    await submitCard(harness.sandbox.url, session.id, '4242424242424242');
    return await stripe.checkout.sessions.retrieve(session.id);
  };
  expect((await pay(true)).presentment_details).toEqual({ presentment_amount: 585_000, presentment_currency: 'eur' });
  expect((await pay(false)).presentment_details).toBeUndefined();
});
