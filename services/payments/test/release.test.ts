import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ledgerPosted, milestoneFunded, milestoneRefunded, milestoneReleased } from '@loop/contracts';
import type { FaultRequest } from '@loop/provider-sandbox';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem } from './payments-system.ts';

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

const released = (deal: Deal) =>
  settle(
    async () => {
      const events = await loop.events(milestoneReleased, deal);
      expect(events).toHaveLength(1);
      return events[0];
    },
    { timeoutMs: 30_000 },
  );

/** What somebody with the provider's key does there, past us. */
async function callStripe(path: string, form: Readonly<Record<string, string>>): Promise<void> {
  const headers = { authorization: 'Bearer sk_sandbox_loop', 'idempotency-key': randomUUID() };
  const body = new URLSearchParams(form);
  const response = await fetch(`${loop.world.sandbox.url}/v1/${path}`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`The provider answered ${response.status} ${await response.text()}`);
}

describe('an approved milestone', () => {
  test('is captured whole, once, under the key of its operation, and released once', async () => {
    const deal = await loop.signedDeal();
    const intent = await loop.funded(deal);
    const approvalId = await loop.approve(deal);
    const event = await released(deal);
    expect(event?.data).toMatchObject({ approvalId, amountMinor: 60_000, providerRef: intent });
    expect(event?.correlationId).toBe(deal.correlationId);
    const captures = (await loop.world.control.captures()).filter(({ paymentIntent }) => paymentIntent === intent);
    expect(captures).toMatchObject([
      { amountMinor: 60_000, idempotencyKey: expect.stringMatching(/^op:[0-9a-f-]{36}$/) },
    ]);
    await loop.notify('payment_intent', intent, 'payment_intent.succeeded');
    await loop.notify('payment_intent', intent, 'payment_intent.amount_capturable_updated');
    await settle(async () => (await loop.system.tap.lag('INBOUND_CHANNELS', 'payments')) === 0);
    expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
    expect(await loop.balance(deal, 'asset.provider_clearing')).toBe(58_230);
    expect(await loop.balance(deal, 'expense.provider_fees')).toBe(1_770);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
    expect(await loop.balance(deal, 'liability.client_prepayments')).toBe(0);
    const posted = await loop.events(ledgerPosted, deal);
    expect(posted.map(({ data }) => data.operation)).toEqual(['hold_placed', 'hold_ended', 'charge', 'earned']);
    expect(await loop.events(milestoneReleased, deal)).toHaveLength(1);
  });

  test('is captured once though it is approved twice', async () => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    await Promise.all([loop.approve(deal), loop.approve(deal)]);
    await released(deal);
    await settle(async () => (await loop.system.tap.lag('CLIENT_PORTAL', 'payments')) === 0);
    expect(await loop.captures(deal)).toBe(1);
  });

  test('that is approved before it is funded is captured as soon as it is', async () => {
    const deal = await loop.signedDeal();
    await loop.approve(deal);
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    await released(deal);
    expect(await loop.captures(deal)).toBe(1);
  });

  test('whose money was captured by hand and given back is not earned', async () => {
    const deal = await loop.signedDeal();
    const intent = await loop.funded(deal);
    await callStripe(`payment_intents/${intent}/capture`, {});
    await loop.notify('payment_intent', intent, 'payment_intent.succeeded');
    await settle(async () => (await loop.stateOf(deal)) === 'captured');
    await callStripe('refunds', { payment_intent: intent });
    await loop.approve(deal);
    await settle(async () => expect(await loop.events(milestoneRefunded, deal)).toHaveLength(1));
    expect(await loop.events(milestoneReleased, deal)).toHaveLength(0);
    expect(await loop.balance(deal, 'income.earned')).toBe(0);
  });

  test('ends captured when the provider tells of the capture before it tells of the hold', async () => {
    const deal = await loop.signedDeal();
    await loop.paid(deal);
    const intent = await loop.intentOf(deal);
    await fetch(`${loop.world.sandbox.url}/v1/payment_intents/${intent}/capture`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_sandbox_loop' },
    });
    await loop.notify('payment_intent', intent, 'payment_intent.succeeded');
    await loop.notify('payment_intent', intent, 'payment_intent.amount_capturable_updated');
    await settle(async () => expect(await loop.events(milestoneFunded, deal)).toHaveLength(1));
    await settle(async () => (await loop.stateOf(deal)) === 'captured');
    expect(await loop.balance(deal, 'income.earned')).toBe(0);
    await loop.approve(deal);
    await released(deal);
    expect(await loop.captures(deal)).toBe(1);
  });
});

describe('a capture whose answer is lost', () => {
  const faults: readonly [string, Partial<FaultRequest>][] = [
    ['the line is cut after the capture', { kind: 'reset', after: true }],
    ['the line is cut before the capture', { kind: 'reset' }],
    ['half an answer comes', { kind: 'truncated_body' }],
    ['the provider answers 500 before the capture', { kind: 'server_error' }],
    ['the provider answers 503 after the capture', { kind: 'server_error', status: 503, after: true }],
    ['the provider asks to wait', { kind: 'rate_limit', retryAfterSeconds: 1 }],
  ];

  test.each(faults)('%s: one capture and one release in the end', async (_name, fault) => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    const strike = { ...fault, provider: 'stripe', operation: 'payment_intents.capture', count: 1 };
    await loop.world.control.armFault(strike as FaultRequest);
    await loop.approve(deal);
    await released(deal);
    expect(await loop.captures(deal)).toBe(1);
    expect(await loop.stateOf(deal)).toBe('captured');
  });
});

test('a worker that dies during the capture leaves one capture and one release', async () => {
  const deal = await loop.signedDeal();
  await loop.funded(deal);
  const hang = {
    provider: 'stripe',
    operation: 'payment_intents.capture',
    kind: 'hang',
    after: true,
    count: 1,
  } as const;
  await loop.world.control.armFault(hang);
  await loop.approve(deal);
  await settle(async () => (await loop.captures(deal)) === 1);
  // A dead worker is one whose lease ran out; the call it made is still without an answer.
  const lost = await loop.system.sql(
    "UPDATE payments.effects SET lease_until = now() WHERE name = 'capture' AND state = 'claimed' RETURNING id",
  );
  expect(lost).toHaveLength(1);
  await released(deal);
  expect(await loop.captures(deal)).toBe(1);
  expect(await loop.stateOf(deal)).toBe('captured');
});

test('the status page counts sessions and captures, and says that the money is of the sandbox', async () => {
  const earned = await loop.signedDeal();
  await loop.funded(earned);
  await loop.approve(earned);
  await released(earned);
  await loop.funded(await loop.signedDeal());
  const service = loop.service;
  const response = await fetch(`${service.url}/integration/stripe-status`);
  const status = await response.json();
  expect(status).toMatchObject({ configured: true, mode: 'sandbox', lastVerifiedEvent: { type: expect.any(String) } });
  const figure = { mode: 'sandbox', currency: 'USD', amountMinor: expect.any(Number) };
  expect(status).toMatchObject({
    sessionsCreated: expect.any(Number),
    paymentsReceived: expect.any(Number),
    money: {
      contracted: [{ ...figure, kind: 'contracted' }],
      held: [{ ...figure, kind: 'held' }],
      earned: [{ ...figure, kind: 'earned' }],
    },
  });
});
