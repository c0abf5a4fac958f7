import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { milestoneFunded, milestoneReleased, paymentNotified, railSelected } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { decideAtPayPal } from './outside-world.ts';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

let system: PaymentsSystem;

beforeAll(async () => {
  system = await PaymentsSystem.open();
});
afterAll(() => system.close());

/** What the gateway publishes once it has verified a webhook of PayPal. */
async function notify(objectType: string, objectId: string, eventType: string): Promise<void> {
  const notice = { objectId, objectType, provider: 'paypal', eventType, apiVersion: '2.0', account: null };
  const rest = { mode: 'sandbox' as const, livemode: false, occurredAt: new Date().toISOString() };
  const ids = { providerEventId: `WH-${randomUUID()}`, receivedId: randomUUID() };
  await system.system.publish(paymentNotified, { ...notice, ...rest, ...ids }, TENANT);
}

/** A signed contract whose client wants to pay over PayPal. */
async function dealOverPayPal(): Promise<Deal> {
  const deal = await system.signedDeal();
  const { contractId } = deal;
  await system.system.publish(
    railSelected,
    { contractId, rail: 'paypal', selectedAt: new Date().toISOString() },
    TENANT,
  );
  await settle(async () => {
    const [row] = await system.system.sql('SELECT rail FROM payments.contracts WHERE contract_id = $1', [contractId]);
    expect(row).toEqual({ rail: 'paypal' });
  });
  return deal;
}

/** Opens PayPal's page for a deal and approves on it; resolves to the order. */
async function approvedAtPayPal(deal: Deal): Promise<string> {
  const page = await system.pay(deal, { rail: 'paypal' });
  if (!('ok' in page)) throw new Error(page.detail);
  expect(page.ok.url).toBe(
    `http://paypal.localhost:${system.world.sandbox.port}/checkoutnow?token=${page.ok.sessionId}`,
  );
  await decideAtPayPal(system.world, page.ok.sessionId, 'approve');
  return page.ok.sessionId;
}

test('a milestone paid over PayPal is held once its approval was read, captured at approval, and earned', async () => {
  const deal = await dealOverPayPal();
  const order = await approvedAtPayPal(deal);
  await notify('order', order, 'CHECKOUT.ORDER.APPROVED');
  await settle(async () => expect(await system.stateOf(deal)).toBe('authorized'));
  const [funded] = await settle(async () => {
    const events = await system.events(milestoneFunded, deal);
    expect(events).toHaveLength(1);
    return events;
  });
  const days = (Date.parse(String(funded?.data.captureBefore)) - Date.now()) / 86_400_000;
  expect([funded?.data.rail, Math.round(days)]).toEqual(['paypal', 29]);
  await system.approve(deal);
  await settle(async () => expect(await system.events(milestoneReleased, deal)).toHaveLength(1));
  expect(await system.captures(deal)).toBe(1);
  expect(await system.balance(deal, 'income.earned')).toBe(-60_000);
  expect(await system.balance(deal, 'expense.provider_fees')).toBe(2_143);
});

test('an approval told five times over, and late, is authorized once', async () => {
  const deal = await dealOverPayPal();
  const order = await approvedAtPayPal(deal);
  await Promise.all(Array.from({ length: 5 }, () => notify('order', order, 'CHECKOUT.ORDER.APPROVED')));
  await settle(async () => expect(await system.stateOf(deal)).toBe('authorized'));
  await notify('order', order, 'CHECKOUT.ORDER.APPROVED');
  await notify('order', order, 'CHECKOUT.ORDER.COMPLETED');
  await settle(async () => expect(await system.events(milestoneFunded, deal)).toHaveLength(1));
  const authorized = await system.world.control.log({ provider: 'paypal', kind: 'payment.authorized' });
  const mine = authorized.flatMap(({ facts }) => facts).filter((fact) => fact['paymentIntent'] === order);
  expect(mine).toHaveLength(1);
});
