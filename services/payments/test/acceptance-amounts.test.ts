import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { milestoneReleased, railSelected } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { paypalRail } from '../dist/providers/paypal-rail.js';
import { APPROVED_CARD, decideAtPayPal, payByCard } from './outside-world.ts';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** Acceptance of amounts: currencies without and with three decimals, and our own cap. */

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterAll(() => loop.close());

test('A18 JPY 5000 is charged, captured and earned as 5000, without decimals', async () => {
  const deal = await loop.signedDeal({ amountMinor: 5000, currency: 'JPY' });
  const page = await loop.pay(deal, { amountMinor: 5000, currency: 'JPY' });
  if (!('ok' in page)) throw new Error(page.detail);
  await payByCard(loop.world, page.ok.sessionId, APPROVED_CARD);
  await loop.notify('checkout.session', page.ok.sessionId, 'checkout.session.completed');
  await settle(async () => expect(await loop.stateOf(deal)).toBe('authorized'));
  await loop.approve(deal);
  const [released] = await settle(async () => {
    const events = await loop.events(milestoneReleased, deal);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(released?.data).toMatchObject({ amountMinor: 5000, currency: 'JPY' });
  const captures = await loop.world.control.captures();
  const mine = captures.filter(({ metadata }) => metadata['milestone'] === deal.milestoneId);
  expect(mine).toMatchObject([{ amountMinor: 5000, currency: 'jpy' }]);
  expect(await loop.balance(deal, 'income.earned')).toBe(-5000);
  const { figures } = (await (await fetch(`${loop.service.url}/integration/truth`)).json()) as { figures: object[] };
  expect(figures).toContainEqual(expect.objectContaining({ kind: 'earned', currency: 'JPY', amount: '5000' }));
});

test('A18 KWD 1.234 is refused before anything is sent, and KWD 1.230 is not', async () => {
  const odd = await loop.signedDeal({ amountMinor: 1234, currency: 'KWD' });
  expect(await loop.pay(odd, { amountMinor: 1234, currency: 'KWD' })).toMatchObject({
    refused: 'milestone_not_payable',
  });
  const opened = await loop.world.control.log({ kind: 'checkout.created', limit: 1000 });
  expect(opened.filter(({ facts }) => JSON.stringify(facts).includes(odd.milestoneId))).toEqual([]);
  expect(
    await loop.system.sql('SELECT 1 FROM payments.operations WHERE milestone_id = $1', [odd.milestoneId]),
  ).toHaveLength(0);
  const even = await loop.signedDeal({ amountMinor: 1230, currency: 'KWD' });
  expect(await loop.pay(even, { amountMinor: 1230, currency: 'KWD' })).toMatchObject({ ok: {} });
});

test('A21 a PayPal capture at 110 % of the hold is refused by us, and nothing is sent', async () => {
  const deal = await heldAtPayPal();
  // Nothing of ours lets more than the hold be asked for; so it is written past us, as a bug would.
  const raise = 'UPDATE payments.payments SET capture_minor = $2 WHERE milestone_id = $1';
  await expect(loop.system.sql(raise, [deal.milestoneId, 66_000])).rejects.toThrow('check constraint');
  await loop.system.sql(
    'UPDATE payments.payments SET amount_minor = 66000, capture_minor = 66000 WHERE milestone_id = $1',
    [deal.milestoneId],
  );
  await loop.approve(deal);
  await settle(async () => (await loop.system.tap.lag('CLIENT_PORTAL', 'payments')) === 0);
  await settle(async () => {
    const open = await loop.system.sql(
      "SELECT 1 FROM payments.effects WHERE state IN ('ready', 'claimed') AND due_at <= now()",
    );
    expect(open).toHaveLength(0);
  });
  expect(await loop.captures(deal)).toBe(0);
  expect(await loop.stateOf(deal)).toBe('authorized');
  const rail = paypalRail({
    ...{ clientId: 'paypal_sandbox_loop', clientSecret: 'paypal_sandbox_loop' },
    ...{ baseUrl: loop.world.sandbox.url, live: false },
  });
  const operationId = randomUUID();
  const over = { amountMinor: 66_000, currency: 'USD', paymentRef: await orderOf(deal), operationId };
  const ids = { ...deal, tenantId: TENANT, traceparent: null, idempotencyKey: `op:${operationId}` };
  expect(await rail.capture({ ...ids, ...over })).toMatchObject({ failed: { reason: 'amount_too_large' } });
  const sent = await loop.world.control.log({ provider: 'paypal', limit: 1000 });
  expect(sent.filter(({ data }) => JSON.stringify(data).includes('/capture'))).toEqual([]);
});

async function orderOf({ milestoneId }: Deal): Promise<string> {
  const [row] = await loop.system.sql<{ intent_ref: string }>(
    'SELECT intent_ref FROM payments.payments WHERE milestone_id = $1',
    [milestoneId],
  );
  return row?.intent_ref ?? '';
}

async function heldAtPayPal(): Promise<Deal> {
  const deal = await loop.signedDeal();
  const { contractId } = deal;
  await loop.system.publish(railSelected, { contractId, rail: 'paypal', selectedAt: new Date().toISOString() }, TENANT);
  await settle(async () => {
    const rows = await loop.system.sql('SELECT rail FROM payments.contracts WHERE contract_id = $1', [contractId]);
    expect(rows).toEqual([{ rail: 'paypal' }]);
  });
  const page = await loop.pay(deal, { rail: 'paypal' });
  if (!('ok' in page)) throw new Error(page.detail);
  await decideAtPayPal(loop.world, page.ok.sessionId, 'approve');
  await loop.notify('order', page.ok.sessionId, 'CHECKOUT.ORDER.APPROVED');
  await settle(async () => expect(await loop.stateOf(deal)).toBe('authorized'), { timeoutMs: 20_000 });
  return deal;
}
