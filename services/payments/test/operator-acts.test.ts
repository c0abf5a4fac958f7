import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { milestoneAmountReduced, milestoneReleased } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { newDeal, PaymentsSystem, TENANT } from './payments-system.ts';

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterAll(() => loop.close());

describe('lowering what an approval captures', () => {
  test('captures and releases the lower amount, is told, and is kept in the audit', async () => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    const { milestoneId } = deal;
    const order = { tenantId: TENANT, milestoneId, amountMinor: 36_000 };
    expect(await loop.system.ask('payments', 'payments_reduce', order)).toMatchObject({
      ok: { amountMinor: 36_000, contractMinor: 60_000 },
    });
    await loop.approve(deal);
    const [released] = await settle(async () => {
      const events = await loop.events(milestoneReleased, deal);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(released?.data.amountMinor).toBe(36_000);
    expect((await loop.events(milestoneAmountReduced, deal)).map(({ data }) => data.contractMinor)).toEqual([60_000]);
    expect(await loop.balance(deal, 'income.earned')).toBe(-36_000);
    expect(await loop.system.ask('payments', 'payments_reduce', { ...order, amountMinor: 10 })).toMatchObject({
      refused: 'already_captured',
    });
    const audit = await loop.system.sql<{ action: string }>('SELECT action FROM payments.audit');
    expect(audit.map(({ action }) => action)).toContain('payments_reduce');
  });

  test('is refused when it would be raised, and for a milestone nobody knows', async () => {
    const deal = await loop.signedDeal();
    const order = { tenantId: TENANT, milestoneId: deal.milestoneId, amountMinor: 60_000 };
    expect(await loop.system.ask('payments', 'payments_reduce', order)).toMatchObject({ refused: 'not_lower' });
    const unknown = { ...order, milestoneId: randomUUID() };
    expect(await loop.system.ask('payments', 'payments_reduce', unknown)).toMatchObject({ refused: 'not_found' });
  });
});

describe('without money', () => {
  test('nothing is given back and nothing is released', async () => {
    const deal = newDeal();
    await loop.draft(deal);
    await settle(async () => (await loop.stateOf(deal)) === 'unfunded');
    const order = { tenantId: TENANT, milestoneId: deal.milestoneId };
    expect(await loop.system.ask('payments', 'payments_refund', { ...order, amountMinor: null })).toMatchObject({
      refused: 'not_captured',
    });
    expect(await loop.system.ask('payments', 'payments_void', order)).toMatchObject({ refused: 'not_held' });
  });
});
