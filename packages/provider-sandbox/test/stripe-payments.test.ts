import { expect, test } from '@jest/globals';
import { stripeApiVersion } from '@loop/provider-sandbox';
import Stripe from 'stripe';
import { heldMilestone, payHeldMilestone, submitCard } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const dayMs = 24 * 3_600_000;

test('a client pays on the hosted page and the money is held, not taken', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(heldMilestone());
  expect(session).toMatchObject({ status: 'open', livemode: false, payment_intent: null, amount_total: 650_000 });
  expect(session.url).toBe(`${harness.sandbox.checkoutUrl}/c/pay/${session.id}`);

  const answer = await submitCard(harness.sandbox.url, session.id, '4242 4242 4242 4242');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`http://portal.localhost:4000/paid?session=${session.id}`);

  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['payment_intent.latest_charge', 'line_items'],
  });
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'unpaid', url: null });
  expect(paid.line_items?.data[0]?.description).toBe('Milestone one');
  const intent = paid.payment_intent as Stripe.PaymentIntent;
  expect(intent).toMatchObject({
    status: 'requires_capture',
    amount_capturable: 650_000,
    metadata: { milestone_id: 'm-1' },
  });
  const charge = intent.latest_charge as Stripe.Charge;
  expect(charge.payment_method_details?.card?.capture_before).toBe(charge.created + 7 * 24 * 3_600);
  expect(await harness.control.captures()).toEqual([]);
});

test('an approved milestone is captured once, with its balance transaction', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  const key = { idempotencyKey: 'op:capture-1' };
  const captured = await stripe.paymentIntents.capture(
    id,
    { amount_to_capture: 650_000, expand: ['latest_charge.balance_transaction'] },
    key,
  );
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 650_000 });
  const { balance_transaction: booked } = captured.latest_charge as Stripe.Charge;
  expect(booked).toMatchObject({ amount: 650_000, fee: 18_880, net: 631_120, status: 'pending', type: 'charge' });
  expect(await harness.control.captures()).toMatchObject([
    { paymentIntent: id, amountMinor: 650_000, currency: 'usd', idempotencyKey: 'op:capture-1' },
  ]);
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  const listed = await stripe.balanceTransactions.list({ type: 'charge' });
  expect(listed.data.map(({ amount }) => amount)).toEqual([650_000]);
});

test('capturing less releases the rest, and capturing more is refused', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  await expect(stripe.paymentIntents.capture(id, { amount_to_capture: 650_001 })).rejects.toMatchObject({
    code: 'amount_too_large',
  });
  const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 400_000, expand: ['latest_charge'] });
  expect(captured).toMatchObject({ amount: 650_000, amount_received: 400_000, amount_capturable: 0 });
  expect(captured.latest_charge).toMatchObject({ amount_captured: 400_000, amount_refunded: 250_000 });
});

test.each([
  ['4000000000000002', 'card_declined', 'generic_decline'],
  ['4000000000009995', 'card_declined', 'insufficient_funds'],
  ['4000000000009987', 'card_declined', 'lost_card'],
  ['4000000000000069', 'expired_card', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc', 'incorrect_cvc'],
  ['4000000000000119', 'processing_error', 'processing_error'],
])('card %s is declined with %s/%s and another card may be tried', async (number, code, declineCode) => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(heldMilestone());
  const page = await submitCard(harness.sandbox.url, session.id, number);
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/role="alert"[^>]*>Your card|role="alert"[^>]*>An error/);
  const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(open).toMatchObject({
    status: 'open',
    payment_intent: {
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code, decline_code: declineCode },
    },
  });
  const [event] = (await stripe.events.list({ type: 'payment_intent.payment_failed' })).data;
  expect(event?.data.object).toMatchObject({ last_payment_error: { decline_code: declineCode } });
  expect((await submitCard(harness.sandbox.url, session.id, '4242424242424242')).status).toBe(303);
});

test('the payment page is labelled, loads nothing from elsewhere and may lead back to the shop', async () => {
  await using harness = await SandboxHarness.start();
  const session = await harness.stripe().checkout.sessions.create(heldMilestone());
  const page = await fetch(`${harness.sandbox.url}/c/pay/${session.id}`);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' http://portal.localhost:4000");
  const text = await page.text();
  expect(text).toContain('SANDBOX');
  expect(text).toContain('$6,500.00');
  expect(text).not.toContain('<script');
  expect((await fetch(`${harness.sandbox.url}/c/pay/cs_test_none`)).status).toBe(404);
});

test('a card that needs 3-D Secure is held only after the bank page is completed', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(heldMilestone());
  const challenge = `${harness.sandbox.url}/c/pay/${session.id}/authenticate`;
  const decide = (result: string): Promise<Response> =>
    fetch(challenge, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ result }) });

  const first = await submitCard(harness.sandbox.url, session.id, '4000002500003155');
  expect(first.headers.get('location')).toBe(`/c/pay/${session.id}/authenticate`);
  expect(await (await decide('fail')).text()).toContain('unable to authenticate');
  const failed = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(failed).toMatchObject({
    status: 'open',
    payment_intent: { last_payment_error: { code: 'payment_intent_authentication_failure' } },
  });

  await submitCard(harness.sandbox.url, session.id, '4000002500003155');
  expect((await decide('complete')).status).toBe(303);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(paid).toMatchObject({ status: 'complete', payment_intent: { status: 'requires_capture' } });
});

test('a hold nobody captures ends after seven virtual days', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  await harness.control.advance(7 * dayMs - 60_000);
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
  await harness.control.advance(120_000);
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: 'canceled',
    cancellation_reason: 'automatic',
  });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  const { data } = await stripe.events.list({ types: ['charge.expired', 'payment_intent.canceled'] });
  expect(data.map(({ type }) => type).sort()).toEqual(['charge.expired', 'payment_intent.canceled']);
});

test('a payment page closes at its expiry and its URL is gone', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(heldMilestone());
  await harness.control.advance(dayMs + 60_000);
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'expired', url: null });
  expect((await submitCard(harness.sandbox.url, session.id, '4242424242424242')).status).toBe(410);
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({
    type: 'StripeInvalidRequestError',
  });
});

test('a cancelled hold looks refunded and books nothing; a captured charge is refunded with a booking', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const released = await payHeldMilestone(stripe, harness.sandbox.url);
  const canceled = await stripe.paymentIntents.cancel(released, {
    cancellation_reason: 'abandoned',
    expand: ['latest_charge'],
  });
  expect(canceled).toMatchObject({ status: 'canceled', latest_charge: { refunded: true, balance_transaction: null } });

  const taken = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.capture(taken);
  const refund = await stripe.refunds.create({ payment_intent: taken, amount: 100_000 });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded', amount: 100_000 });
  await expect(stripe.refunds.create({ payment_intent: taken, amount: 550_001 })).rejects.toMatchObject({
    param: 'amount',
  });
  const booked = await stripe.balanceTransactions.list();
  expect(booked.data.map(({ amount }) => amount)).toEqual([-100_000, 650_000]);
});

test('a payment is found again by its metadata', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  const found = await stripe.paymentIntents.search({
    query: "metadata['milestone_id']:'m-1' AND status:'requires_capture'",
  });
  expect(found.data.map((intent) => intent.id)).toEqual([id]);
  expect((await stripe.paymentIntents.search({ query: "metadata['milestone_id']:'m-2'" })).data).toEqual([]);
  const sessions = await stripe.checkout.sessions.list({ payment_intent: id });
  expect(sessions.data[0]?.metadata).toEqual({ milestone_id: 'm-1' });
});

test('the sandbox refuses real keys, other API versions and parameters it does not know', async () => {
  await using harness = await SandboxHarness.start();
  expect(stripeApiVersion).toBe(Stripe.API_VERSION);
  const create = (stripe: Stripe, extra = {}): Promise<unknown> =>
    stripe.checkout.sessions.create({ ...heldMilestone(), ...extra });
  await expect(create(harness.stripe('sk_live_abcdefgh'))).rejects.toMatchObject({
    type: 'StripeAuthenticationError',
    statusCode: 401,
  });
  await expect(create(harness.stripe('sk_sandbox_harness', '2024-06-20'))).rejects.toMatchObject({ statusCode: 400 });
  await expect(create(harness.stripe(), { payment_method_types: ['card'] })).rejects.toMatchObject({
    code: 'parameter_unknown',
    param: 'payment_method_types',
  });
  await expect(create(harness.stripe(), { success_url: undefined })).rejects.toMatchObject({
    code: 'parameter_missing',
  });
  await expect(create(harness.stripe(), { expires_at: 1 })).rejects.toMatchObject({ param: 'expires_at' });
  await expect(harness.stripe().paymentIntents.retrieve('pi_nobody')).rejects.toMatchObject({
    code: 'resource_missing',
  });
});
