import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { milestoneFunded, milestoneFundingFailed, milestoneReleased } from '@loop/contracts';
import type { FaultRequest } from '@loop/provider-sandbox';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem } from './payments-system.ts';

/** Acceptance of sessions, holds and captures, through the real SDK against the sandbox. */

const MINUTE_MS = 60_000;
let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

const released = (deal: Deal) =>
  settle(async () => expect(await loop.events(milestoneReleased, deal)).toHaveLength(1), { timeoutMs: 40_000 });

/** Every notice was handled and every reading they led to is settled. */
const quiet = () =>
  settle(async () => {
    expect(await loop.system.tap.lag('INBOUND_CHANNELS', 'payments')).toBe(0);
    const open = await loop.system.sql(
      "SELECT 1 FROM payments.effects WHERE state IN ('ready', 'claimed') AND due_at <= now()",
    );
    expect(open).toHaveLength(0);
  });

/** What somebody with the provider's key does there, past us. */
async function captureByHand(intent: string): Promise<void> {
  const headers = { authorization: 'Bearer sk_sandbox_loop' };
  const url = `${loop.world.sandbox.url}/v1/payment_intents/${intent}/capture`;
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(200);
}

async function postingsOf({ milestoneId }: Deal): Promise<readonly string[]> {
  const rows = await loop.system.sql<{ operation: string }>(
    'SELECT operation FROM payments.postings WHERE milestone_id = $1',
    [milestoneId],
  );
  return rows.map(({ operation }) => operation).sort();
}

test('A04 Pay clicked twenty times at once opens one session under one operation', async () => {
  const deal = await loop.signedDeal();
  const pages = await Promise.all(Array.from({ length: 20 }, () => loop.pay(deal)));
  expect(new Set(pages.map((page) => ('ok' in page ? page.ok.sessionId : page.refused))).size).toBe(1);
  expect(pages[0]).toMatchObject({ ok: { url: expect.stringMatching(/\/c\/pay\/cs_/) } });
  const operations = await loop.system.sql('SELECT kind, state FROM payments.operations WHERE milestone_id = $1', [
    deal.milestoneId,
  ]);
  expect(operations).toEqual([{ kind: 'open_session', state: 'live' }]);
  const opened = await loop.world.control.log({ kind: 'checkout.created', limit: 1000 });
  expect(opened.filter(({ facts }) => JSON.stringify(facts).includes(deal.milestoneId))).toHaveLength(1);
});

test('A06 a completed session whose payment waits for its capture is held, and nothing is earned', async () => {
  const deal = await loop.signedDeal();
  await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
  const [funded] = await settle(async () => {
    const events = await loop.events(milestoneFunded, deal);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(funded?.data).toMatchObject({ amountMinor: 60_000, captureBefore: expect.any(String) });
  expect(await loop.balance(deal, 'memo.card_holds')).toBe(60_000);
  expect(await loop.balance(deal, 'income.earned')).toBe(0);
  expect(await loop.balance(deal, 'asset.provider_clearing')).toBe(0);
  expect(await loop.captures(deal)).toBe(0);
});

test('A07 an approval captures once, the exact amount, with the key of its operation in the header', async () => {
  const deal = await loop.signedDeal();
  const intent = await loop.funded(deal);
  await loop.approve(deal);
  await released(deal);
  const [operation] = await loop.system.sql<{ idempotency_key: string; operation_id: string }>(
    "SELECT idempotency_key, operation_id FROM payments.operations WHERE milestone_id = $1 AND kind = 'capture'",
    [deal.milestoneId],
  );
  expect(operation?.idempotency_key).toBe(`op:${operation?.operation_id}`);
  const captures = (await loop.world.control.captures()).filter(({ paymentIntent }) => paymentIntent === intent);
  expect(captures).toMatchObject([{ amountMinor: 60_000, idempotencyKey: operation?.idempotency_key }]);
  expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
});

describe('A09 a capture whose answer is lost', () => {
  test.each([
    ['because the line was cut', { kind: 'reset', after: true }],
    ['because half an answer came', { kind: 'truncated_body' }],
  ] as const)('is in doubt %s, never failed, and the janitor finds out', async (_why, fault) => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    const arm = (rest: Partial<FaultRequest>) =>
      loop.world.control.armFault({ provider: 'stripe', ...rest } as FaultRequest);
    await arm({ ...fault, operation: 'payment_intents.capture', count: 1 });
    // Nobody can ask the provider either, until the fault is over.
    await arm({ kind: 'server_error', status: 503, operation: 'payment_intents.retrieve' });
    await loop.approve(deal);
    await settle(async () => expect(await certaintyOf(deal)).toBe('indeterminate'), { timeoutMs: 30_000 });
    expect(await loop.stateOf(deal)).toBe('capture_requested');
    expect(await loop.captures(deal)).toBe(1);
    await loop.world.control.disarmFault();
    await loop.world.control.advance(2 * MINUTE_MS);
    await released(deal);
    expect(await certaintyOf(deal)).toBe('known');
    expect(await loop.captures(deal)).toBe(1);
    expect(await loop.events(milestoneFundingFailed, deal)).toEqual([]);
    await settle(async () => expect(await captureOperations(deal)).toEqual(['done']), { timeoutMs: 40_000 });
  });
});

async function captureOperations({ milestoneId }: Deal): Promise<readonly string[]> {
  const rows = await loop.system.sql<{ state: string }>(
    "SELECT state FROM payments.operations WHERE milestone_id = $1 AND kind = 'capture'",
    [milestoneId],
  );
  return rows.map(({ state }) => state);
}

async function certaintyOf({ milestoneId }: Deal): Promise<string | undefined> {
  const rows = await loop.system.sql<{ certainty: string }>(
    'SELECT certainty FROM payments.payments WHERE milestone_id = $1',
    [milestoneId],
  );
  return rows[0]?.certainty;
}

test('A10 a capture heard of before its hold is a capture, and the hold that is told afterwards takes nothing back', async () => {
  const deal = await loop.signedDeal();
  await loop.paid(deal);
  const intent = await loop.intentOf(deal);
  await captureByHand(intent);
  await loop.notify('payment_intent', intent, 'payment_intent.succeeded');
  await settle(async () => expect(await loop.stateOf(deal)).toBe('captured'));
  await loop.notify('payment_intent', intent, 'payment_intent.amount_capturable_updated');
  await quiet();
  expect(await loop.stateOf(deal)).toBe('captured');
  expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
});

test('A11 the same event fifty times in parallel is one entry in the ledger', async () => {
  const deal = await loop.signedDeal();
  const intent = await loop.funded(deal);
  await captureByHand(intent);
  const eventId = `evt_${randomUUID().replaceAll('-', '')}`;
  const before = await postingsOf(deal);
  await Promise.all(
    Array.from({ length: 50 }, () => loop.notify('payment_intent', intent, 'payment_intent.succeeded', eventId)),
  );
  await settle(async () => expect(await loop.stateOf(deal)).toBe('captured'));
  await quiet();
  expect(await postingsOf(deal)).toEqual([...before, 'charge', 'hold_ended'].sort());
  expect(await loop.balance(deal, 'asset.provider_clearing')).toBeGreaterThan(0);
  const notices = await loop.system.sql('SELECT 1 FROM payments.notices WHERE provider_event_id = $1', [eventId]);
  expect(notices).toHaveLength(1);
});
