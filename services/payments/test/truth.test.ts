import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '@loop/testkit';
import { PaymentsSystem } from './payments-system.ts';

/** One deal earned, one held, one only signed for, in sandbox mode: nothing of it is real. */
let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
  const earned = await loop.signedDeal();
  await loop.funded(earned);
  await loop.approve(earned);
  await settle(async () => (await loop.balance(earned, 'income.earned')) !== 0);
  await loop.funded(await loop.signedDeal());
  await loop.signedDeal();
});

afterAll(() => loop.close());

async function get(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${loop.service.url}/integration/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

describe('the truth about money', () => {
  test('tells every figure with its kind, mode and evidence, and no sandbox money as revenue', async () => {
    const truth = await get('truth');
    const figure = { mode: 'sandbox', currency: 'USD', countsAsRevenue: false };
    expect(truth).toMatchObject({
      mode: 'sandbox',
      frozen: false,
      revenue: [],
      figures: [
        {
          ...figure,
          kind: 'contracted',
          basis: 'projected',
          amountMinor: 180_000,
          amount: '1800.00',
          evidenceCount: 3,
        },
        { ...figure, kind: 'held', basis: 'actual', amountMinor: 60_000, amount: '600.00' },
        { ...figure, kind: 'earned', basis: 'actual', amountMinor: 60_000, amount: '600.00', evidenceCount: 1 },
      ],
    });
  });

  test('says that nothing was reconciled yet rather than when it started', async () => {
    expect(await get('truth')).toMatchObject({ lastReconciledAt: null, unexplainedLines: 0 });
  });
});

describe('the old statistics', () => {
  test('are zero for what is real, and labelled for what is not', async () => {
    const stats = await get('escrow-stats');
    const none = { value: '0.00', evidence_count: 0 };
    expect(stats).toMatchObject({
      mode: 'live',
      contracts_created: { value: 0, basis: 'actual', evidence_count: 0 },
      total_value_usd: { ...none, basis: 'projected' },
      total_released_usd: { ...none, basis: 'actual' },
      not_revenue: {
        sandbox: {
          contracts_created: { value: 3, basis: 'actual' },
          milestones_funded: { value: 2, basis: 'actual' },
          milestones_released: { value: 1, basis: 'actual' },
          total_value_usd: { value: '1800.00', basis: 'projected', evidence_count: 3 },
          total_released_usd: { value: '600.00', basis: 'actual', evidence_count: 1 },
          active_contracts: { value: 2, basis: 'actual' },
          other_currencies: [],
        },
      },
    });
    expect(stats['not_revenue']).not.toHaveProperty('test');
  });

  test('tell other currencies apart and convert none', async () => {
    await loop.system.sql(
      `INSERT INTO payments.contracts (tenant_id, contract_id, version, total_minor, currency, mode, correlation_id, signed_version, signed_at)
       SELECT tenant_id, gen_random_uuid(), 1, 5000, 'JPY', 'live', gen_random_uuid(), 1, now() FROM payments.contracts LIMIT 1`,
    );
    expect(await get('escrow-stats')).toMatchObject({
      contracts_created: { value: 1 },
      total_value_usd: { value: '0.00' },
      other_currencies: [
        { name: 'total_value', currency: 'JPY', value: '5000', basis: 'projected', evidence_count: 1 },
      ],
    });
  });
});

test('the status of Stripe tells what was charged to cards', async () => {
  expect(await get('stripe-status')).toMatchObject({
    configured: true,
    sessionsCreated: 2,
    paymentsReceived: 1,
    totalCharged: [{ mode: 'sandbox', currency: 'USD', amountMinor: 60_000 }],
  });
});

describe('while the ledger and the provider disagree', () => {
  test('public totals end at what was last reconciled, and say so', async () => {
    await loop.system.sql(
      `INSERT INTO payments.drift (tenant_id, provider, kind, ref, mode, booked_minor, currency, occurred_at, run_id, state, found_at)
       SELECT tenant_id, 'stripe', 'not_listed', 'txn_seeded', 'sandbox', 5, 'USD', now(), gen_random_uuid(), 'unexplained', now()
         FROM payments.contracts LIMIT 1`,
    );
    expect(await get('truth')).toMatchObject({
      frozen: true,
      lastReconciledAt: null,
      unexplainedLines: 1,
      figures: [],
    });
    await loop.system.sql(
      `INSERT INTO payments.reconciliations (tenant_id, run_id, provider, list, mode, window_from, window_to, state, started_at)
       SELECT tenant_id, gen_random_uuid(), 'stripe', 'balance', 'sandbox', now() - interval '1 day', now(), 'clean', now()
         FROM payments.contracts LIMIT 1`,
    );
    const truth = await get('truth');
    expect(truth).toMatchObject({ frozen: true, lastReconciledAt: expect.any(String) });
    expect(truth['figures']).toHaveLength(4);
    await loop.system.sql(`UPDATE payments.drift SET state = 'resolved', resolved_at = now()`);
    expect(await get('truth')).toMatchObject({ frozen: false, unexplainedLines: 0 });
  });
});
