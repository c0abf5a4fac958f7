import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  milestoneExposed,
  milestoneFundingExpired,
  milestoneRefunded,
  milestoneRefundFailed,
  milestoneReleased,
  operatorAlerted,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

const DAY_MS = 86_400_000;
const patience = { timeoutMs: 30_000 };

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

/** A milestone whose money is earned; resolves to it and its payment intent. */
async function earned(): Promise<{ readonly deal: Deal; readonly intent: string }> {
  const deal = await loop.signedDeal();
  const intent = await loop.funded(deal);
  await loop.approve(deal);
  await settle(async () => expect(await loop.events(milestoneReleased, deal)).toHaveLength(1), patience);
  return { deal, intent };
}

const refund = (deal: Deal, amountMinor: number | null) =>
  loop.system.ask('payments', 'payments_refund', { tenantId: TENANT, milestoneId: deal.milestoneId, amountMinor });

/** What is earned after what went back and what a bank holds, in minor units. */
async function revenue(deal: Deal): Promise<number> {
  const accounts = ['income.earned', 'income.refunds', 'income.dispute_withheld'];
  const balances = await Promise.all(accounts.map((account) => loop.balance(deal, account)));
  return balances.reduce((sum, balance) => sum - balance, 0);
}

async function refundsAtProvider(deal: Deal): Promise<number> {
  const entries = await loop.world.control.log({ kind: 'payment.refunded', limit: 1000 });
  return entries.filter((entry) => JSON.stringify(entry).includes(deal.milestoneId)).length;
}

async function alerts({ milestoneId }: Deal): Promise<readonly string[]> {
  const all = await loop.system.tap.published(operatorAlerted);
  return all.filter(({ data }) => data.milestoneId === milestoneId).map(({ data }) => data.code);
}

describe('a refund an operator asks for', () => {
  test('goes back once, is told, and lowers what is earned; more than is left is refused and nothing is sent', async () => {
    const { deal } = await earned();
    expect(await refund(deal, 20_000)).toMatchObject({ ok: { amountMinor: 20_000, outcome: 'done' } });
    await settle(async () => {
      const told = await loop.events(milestoneRefunded, deal);
      expect(told.map(({ data }) => data.amountMinor)).toEqual([20_000]);
      expect(await revenue(deal)).toBe(40_000);
    }, patience);
    expect(await refund(deal, 40_001)).toMatchObject({ refused: 'over_captured' });
    expect(await refundsAtProvider(deal)).toBe(1);
  });

  test('goes back once though the line is cut after the provider made it', async () => {
    const { deal } = await earned();
    const cut = { provider: 'stripe', operation: 'refunds.create', kind: 'reset', after: true, count: 1 } as const;
    await loop.world.control.armFault(cut);
    await refund(deal, 20_000);
    await settle(async () => expect(await revenue(deal)).toBe(40_000), patience);
    expect(await refundsAtProvider(deal)).toBe(1);
  });

  test('that was left in doubt for 25 hours is looked up, and not made again', async () => {
    const { deal } = await earned();
    await loop.world.control.armFault({ provider: 'stripe', operation: '*', kind: 'server_error' });
    const cut = { provider: 'stripe', operation: 'refunds.create', kind: 'reset', after: true, count: 1 } as const;
    await loop.world.control.armFault(cut);
    await refund(deal, 20_000);
    await loop.world.control.advance(DAY_MS + 3_600_000);
    await loop.world.control.disarmFault();
    await settle(async () => expect(await revenue(deal)).toBe(40_000), patience);
    expect(await refundsAtProvider(deal)).toBe(1);
  });

  test('that succeeded and then failed is earned again, and both are told', async () => {
    const { deal, intent } = await earned();
    await refund(deal, 20_000);
    await settle(async () => expect(await revenue(deal)).toBe(40_000), patience);
    const [row] = await loop.system.sql<{ provider_ref: string }>(
      'SELECT provider_ref FROM payments.refunds WHERE milestone_id = $1',
      [deal.milestoneId],
    );
    await loop.world.control.stripe.endRefund(String(row?.provider_ref), 'failed');
    await loop.notify('refund', String(row?.provider_ref), 'refund.failed');
    await settle(async () => expect(await revenue(deal)).toBe(60_000), patience);
    await settle(async () => expect(await loop.events(milestoneRefundFailed, deal)).toHaveLength(1));
    await settle(async () => expect(await alerts(deal)).toContain('refund_failed'));
    expect(intent).toMatch(/^pi_/);
  });
});

describe('a hold an operator releases', () => {
  test('is gone, nothing was taken, and the client is told', async () => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    const order = { tenantId: TENANT, milestoneId: deal.milestoneId };
    expect(await loop.system.ask('payments', 'payments_void', order)).toMatchObject({ ok: { outcome: 'done' } });
    await settle(async () => (await loop.stateOf(deal)) === 'voided', patience);
    await settle(async () => expect(await loop.events(milestoneFundingExpired, deal)).toHaveLength(1));
    expect(await loop.captures(deal)).toBe(0);
    expect(await revenue(deal)).toBe(0);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
  });
});

describe('a bank that questions a payment', () => {
  test('takes it out of what is earned, and brings it back when the dispute is won', async () => {
    const { deal, intent } = await earned();
    const dispute = await loop.world.control.stripe.openDispute({ payment: intent });
    await loop.notify('dispute', dispute.id, 'charge.dispute.created');
    await settle(async () => expect(await revenue(deal)).toBe(0), patience);
    await settle(async () => expect(await alerts(deal)).toContain('payment_exposed'));
    expect(await refund(deal, 20_000)).toMatchObject({ refused: 'disputed' });
    await loop.world.control.stripe.moveDispute(dispute.id, { to: 'won' });
    await loop.notify('dispute', dispute.id, 'charge.dispute.closed');
    await settle(async () => expect(await revenue(deal)).toBe(60_000), patience);
    await settle(async () => {
      const told = await loop.events(milestoneExposed, deal);
      expect(told.map(({ data }) => data.exposure)).toEqual(['disputed', 'none']);
    });
  });

  test('by an inquiry changes no money', async () => {
    const { deal, intent } = await earned();
    const inquiry = await loop.world.control.stripe.openDispute({ payment: intent, kind: 'inquiry' });
    await loop.notify('dispute', inquiry.id, 'charge.dispute.created');
    await settle(async () => expect(await loop.events(milestoneExposed, deal)).toHaveLength(1), patience);
    expect(await revenue(deal)).toBe(60_000);
  });

  test('by a warning of fraud is told to the operator', async () => {
    const { deal, intent } = await earned();
    const warning = await loop.world.control.stripe.warnOfFraud(intent);
    await loop.notify('radar.early_fraud_warning', warning.id, 'radar.early_fraud_warning.created');
    await settle(async () => expect(await alerts(deal)).toContain('payment_exposed'), patience);
  });
});

describe('notices', () => {
  test('fifty different ones about one payment are a handful of readings', async () => {
    const { deal, intent } = await earned();
    const reads = async () => {
      const entries = await loop.world.control.log({ kind: 'request', limit: 5000 });
      return entries.filter((entry) => JSON.stringify(entry).includes(`/v1/payment_intents/${intent}`)).length;
    };
    const before = await reads();
    await Promise.all(Array.from({ length: 50 }, () => loop.notify('payment_intent', intent, 'charge.updated')));
    await settle(async () => {
      const [open] = await loop.system.sql<{ asked: string; wanted: string }>(
        'SELECT asked, wanted FROM payments.object_reads WHERE object_ref = $1',
        [intent],
      );
      expect(Number(open?.wanted)).toBeGreaterThanOrEqual(50);
      expect(Number(open?.asked)).toBe(0);
    }, patience);
    expect((await reads()) - before).toBeLessThanOrEqual(10);
    expect(await loop.events(milestoneReleased, deal)).toHaveLength(1);
  });

  test('of a type that is not known are put aside for a person, and nothing moves', async () => {
    const deal = await loop.signedDeal();
    const sessionRef = await loop.paid(deal);
    await loop.notify('checkout.session', sessionRef, 'checkout.session.pondered', 'evt_pondered');
    await settle(async () => {
      const kept = await loop.system.sql<{ reason: string }>(
        "SELECT reason FROM payments.quarantined_readings WHERE provider_event_id = 'evt_pondered'",
      );
      expect(kept).toEqual([{ reason: 'unknown_event_type' }]);
    });
    expect(await loop.stateOf(deal)).toBe('session_open');
  });
});
