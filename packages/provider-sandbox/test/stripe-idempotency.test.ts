import { expect, test } from '@jest/globals';
import { heldMilestone, payHeldMilestone } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const hourMs = 3_600_000;
const key = { idempotencyKey: 'op:one' };

test('the same key with the same parameters answers the first result again', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const first = await stripe.checkout.sessions.create(heldMilestone(), key);
  const again = await stripe.checkout.sessions.create(heldMilestone(), key);
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(again.lastResponse.requestId).toBe(first.lastResponse.requestId);
  expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
});

test('the same key with other parameters is refused', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  await stripe.checkout.sessions.create(heldMilestone(), key);
  const other = stripe.checkout.sessions.create({ ...heldMilestone(), client_reference_id: 'x' }, key);
  await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
});

test('a remembered server error is answered again, while a refused call may be tried again', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  const operation = 'payment_intents.capture';
  await harness.control.armFault({ provider: 'stripe', kind: 'server_error', operation, count: 1 });
  await expect(stripe.paymentIntents.capture(id, {}, key)).rejects.toMatchObject({ statusCode: 500 });
  await expect(stripe.paymentIntents.capture(id, {}, key)).rejects.toMatchObject({ statusCode: 500 });

  await harness.control.armFault({ provider: 'stripe', kind: 'rate_limit', operation, count: 1 });
  const fresh = { idempotencyKey: 'op:two' };
  await expect(stripe.paymentIntents.capture(id, {}, fresh)).rejects.toMatchObject({ type: 'StripeRateLimitError' });
  expect((await stripe.paymentIntents.capture(id, {}, fresh)).status).toBe('succeeded');
  expect(await harness.control.captures()).toHaveLength(1);
});

test('a capture whose answer is lost is found by asking again under the same key', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  const operation = 'payment_intents.capture';
  // The SDK tries once more by itself after a reset, even when told not to: two resets make one lost answer.
  const losses = [{ kind: 'reset', count: 2 } as const, { kind: 'truncated_body', count: 1 } as const];
  for (const loss of losses) {
    await harness.control.armFault({ provider: 'stripe', operation, after: true, ...loss });
    await expect(stripe.paymentIntents.capture(id, {}, key)).rejects.toMatchObject({ type: 'StripeConnectionError' });
  }
  expect((await stripe.paymentIntents.capture(id, {}, key)).status).toBe('succeeded');
  expect(await harness.control.captures()).toHaveLength(1);
});

test('keys are remembered across a restart, and forgotten after a virtual day', async () => {
  await using harness = await SandboxHarness.start();
  const first = await harness.stripe().checkout.sessions.create(heldMilestone(), key);
  await harness.restart();
  expect((await harness.stripe().checkout.sessions.create(heldMilestone(), key)).id).toBe(first.id);
  await harness.control.advance(24 * hourMs - 60_000);
  expect((await harness.stripe().checkout.sessions.create(heldMilestone(), key)).id).toBe(first.id);
  await harness.control.advance(120_000);
  expect((await harness.stripe().checkout.sessions.create(heldMilestone(), key)).id).not.toBe(first.id);
});
