import { expect, test } from '@jest/globals';
import { heldMilestone, payAndCapture, payHeldMilestone } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const dayMs = 24 * 3_600_000;

test('what is available goes out with the payout of the next day, and each payout names what it is made of', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await payAndCapture(stripe, harness.sandbox.url);
  await harness.control.advance(dayMs);
  expect((await stripe.payouts.list()).data).toEqual([]);
  await harness.control.advance(2 * dayMs);
  const [payout] = (await stripe.payouts.list()).data;
  expect(payout).toMatchObject({ amount: 631_120, status: 'in_transit', automatic: true });
  const parts = await stripe.balanceTransactions.list({ payout: String(payout?.id) });
  expect(parts.data.map(({ type, net }) => [type, net])).toEqual([
    ['payout', -631_120],
    ['charge', 631_120],
  ]);
  await harness.control.advance(2 * dayMs);
  expect(await stripe.payouts.retrieve(String(payout?.id))).toMatchObject({
    status: 'paid',
    reconciliation_status: 'completed',
  });
  const told = (await stripe.events.list({ type: 'payout.*' })).data.map(({ type }) => type).reverse();
  expect(told).toEqual(['payout.created', 'payout.paid', 'payout.reconciliation_completed']);
});

test('a payout the bank sends back is owed again', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await payAndCapture(stripe, harness.sandbox.url);
  const order = { includesPending: true, outcome: 'failed' } as const;
  const [failed] = await harness.control.stripe.runPayouts(order);
  expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' });
  const [again] = await harness.control.stripe.runPayouts({ includesPending: true });
  expect(again).toMatchObject({ status: 'paid', amount: failed?.amount });
  expect(await harness.control.stripe.runPayouts({ includesPending: true })).toEqual([]);
  const balance = (await harness.control.stripe.balance()).map(({ net }) => net);
  expect(balance.reduce((sum, net) => sum + net, 0)).toBe(0);
});

test('a balance transaction may come later than the capture', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await harness.control.stripe.set({ balanceDelaySeconds: 3_600 });
  const id = await payAndCapture(stripe, harness.sandbox.url);
  const expand = ['latest_charge'];
  expect(await stripe.paymentIntents.retrieve(id, { expand })).toMatchObject({
    status: 'succeeded',
    latest_charge: { balance_transaction: null },
  });
  expect((await stripe.events.list({ type: 'charge.updated' })).data).toEqual([]);
  await harness.control.advance(3_660_000);
  expect(await stripe.paymentIntents.retrieve(id, { expand })).toMatchObject({
    latest_charge: { balance_transaction: expect.stringMatching(/^txn_/) },
  });
  expect((await stripe.events.list({ type: 'charge.updated' })).data).toHaveLength(1);
});

test('a charge in another currency is settled in the account’s own, at a rate that is told', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await harness.control.stripe.set({ settlement: { currency: 'eur', rates: { usd: 0.9 } } });
  await payAndCapture(stripe, harness.sandbox.url);
  const [line] = (await stripe.balanceTransactions.list({ currency: 'eur' })).data;
  expect(line).toMatchObject({ amount: 585_000, currency: 'eur', exchange_rate: 0.9, fee: 16_995 });
});

test('an event that was never delivered is found in the provider’s list', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ stripe: { url: receiver.url, secret: 'whsec_12345678' } });
  const stripe = harness.stripe();
  const eventType = 'payment_intent.succeeded';
  await harness.control.armFault({ provider: 'stripe', kind: 'webhook_lost', eventType, count: 1 });
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.capture(id);
  await receiver.until((received) => received.some(({ body }) => body.includes('"charge.updated"')));
  expect(receiver.received.some(({ body }) => body.includes(`"${eventType}"`))).toBe(false);
  const isOwed = async (): Promise<string[]> =>
    (await stripe.events.list({ delivery_success: false })).data.map(({ type }) => type);
  while ((await isOwed()).length > 1) await fetch(`${harness.sandbox.url}/_sandbox/health`);
  expect(await isOwed()).toEqual([eventType]);
  const heard = await stripe.events.list({ delivery_success: true, limit: 100 });
  expect(heard.data.map(({ type }) => type)).not.toContain(eventType);
});

test('a key that asks too often is told to wait, and the limit can be moved', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await harness.control.stripe.set({ requestsPerSecond: 25 });
  const burst = await Promise.allSettled(Array.from({ length: 60 }, () => stripe.paymentIntents.list()));
  const refused = burst.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
  await harness.control.stripe.set({ requestsPerSecond: null });
  await harness.restart();
  expect(await harness.control.stripe.settings()).toMatchObject({ requestsPerSecond: null, refunds: 'succeed' });
});

test('what does not fit is refused in the provider’s words', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  // What `stripe` 23.1.0 makes of a key that stands where the parameters belong.
  const misplaced = { idempotencyKey: 'op:1' } as unknown as { amount_to_capture: number };
  await expect(stripe.paymentIntents.capture(id, { ...misplaced, surprise: 1 } as object)).rejects.toMatchObject({
    code: 'parameter_unknown',
    message: 'Received unknown parameters: idempotencyKey, surprise',
  });
  const tooDeep = { expand: ['payment_intent.latest_charge.refunds.data.balance_transaction.source'] };
  await expect(stripe.checkout.sessions.list(tooDeep)).rejects.toMatchObject({ statusCode: 400 });
  await expect(stripe.checkout.sessions.create({ ...heldMilestone(), mode: 'setup' })).rejects.toMatchObject({
    message: 'You can not pass `line_items` in `setup` mode.',
  });
  expect(await harness.control.captures()).toEqual([]);
});
