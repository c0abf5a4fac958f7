import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operatorAlerted } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** No webhook ever comes by itself here: whatever is found is found by asking the provider. */
let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});

afterAll(() => loop.close());

/** Matches the provider's account with the ledger, and waits until all its lists were walked through. */
async function reconcile(): Promise<void> {
  await loop.system.ask('payments', 'payments_reconcile', { tenantId: TENANT });
  await settle(async () => {
    const runs = await loop.system.sql<{ list: string; state: string }>(
      `SELECT DISTINCT ON (list) list, state FROM payments.reconciliations WHERE provider = 'stripe' ORDER BY list, started_at DESC`,
    );
    expect(runs.filter(({ state }) => state === 'running' || state === 'failed')).toEqual([]);
    expect(runs.map(({ list }) => list)).toEqual(['balance', 'events', 'payouts']);
  });
}

async function truth(): Promise<{ frozen: boolean; lastReconciledAt: string | null; unexplainedLines: number }> {
  return (await (await fetch(`${loop.service.url}/integration/truth`)).json()) as Awaited<ReturnType<typeof truth>>;
}

async function released(): Promise<Deal> {
  const deal = await loop.signedDeal();
  await loop.funded(deal);
  await loop.approve(deal);
  await settle(async () => expect(await loop.balance(deal, 'income.earned')).toBe(-60_000));
  return deal;
}

async function giveBackByHand(paymentIntent: string, amount: string): Promise<void> {
  const response = await fetch(`${loop.world.sandbox.url}/v1/refunds`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_sandbox_loop' },
    body: new URLSearchParams({ payment_intent: paymentIntent, amount }),
  });
  expect(response.status).toBe(200);
}

describe('the daily match', () => {
  test('A20 finds what a deleted webhook would have told', async () => {
    const deal = await released();
    await giveBackByHand(await loop.intentOf(deal), '20000');
    expect(await loop.balance(deal, 'income.refunds')).toBe(0);
    await settle(async () => {
      await reconcile();
      expect(await loop.balance(deal, 'income.refunds')).toBe(20_000);
    });
    expect(await truth()).toMatchObject({ frozen: false });
  });

  test('books nothing twice, however often the same lines are listed', async () => {
    const count = async () => (await loop.system.sql('SELECT 1 FROM payments.postings')).length;
    await reconcile();
    const before = await count();
    await reconcile();
    expect(await count()).toBe(before);
    expect(await truth()).toMatchObject({ frozen: false, lastReconciledAt: expect.any(String) });
  });

  test('settles a payment whose charge was paid out, and books the payout', async () => {
    const deal = await released();
    await loop.world.control.stripe.runPayouts({ includesPending: true });
    await settle(async () => {
      await reconcile();
      expect(await loop.stateOf(deal)).toBe('settled');
    });
    const [bank] = await loop.system.sql<{ sum: string }>(
      `SELECT sum(amount_minor) AS sum FROM payments.posting_entries WHERE account = 'asset.bank'`,
    );
    expect(Number(bank?.sum)).toBeGreaterThan(0);
    expect(await truth()).toMatchObject({ frozen: false });
  });
});

describe('drift that nobody can explain', () => {
  const postingId = randomUUID();

  test('A20 freezes the public totals, alerts the operator and is explained', async () => {
    const deal = await released();
    await reconcile();
    await loop.system.sql(
      `INSERT INTO payments.postings (tenant_id, posting_id, operation, contract_id, milestone_id, provider_ref, read_at, mode,
         posted_at, evidence_id, balance_ref, source_ref, occurred_at)
       SELECT tenant_id, $1, 'charge', contract_id, milestone_id, 'pi_seeded', read_at, mode, posted_at, evidence_id,
              'txn_seeded', 'ch_seeded', occurred_at
         FROM payments.postings WHERE milestone_id = $2 AND operation = 'charge'`,
      [postingId, deal.milestoneId],
    );
    await loop.system.sql(
      `INSERT INTO payments.posting_entries (tenant_id, posting_id, leg, account, amount_minor, currency)
       VALUES ($1, $2, 1, 'asset.provider_clearing', 500, 'USD'), ($1, $2, 2, 'liability.client_prepayments', -500, 'USD')`,
      [TENANT, postingId],
    );
    await settle(async () => {
      await reconcile();
      expect(await truth()).toMatchObject({ frozen: true, unexplainedLines: 1, lastReconciledAt: expect.any(String) });
    });
    const { lastReconciledAt } = await truth();
    await reconcile();
    expect(await truth()).toMatchObject({ frozen: true, unexplainedLines: 1, lastReconciledAt });
    await settle(async () => {
      const alerts = await loop.system.tap.published(operatorAlerted);
      const told = alerts.filter(({ data }) => data.code === 'ledger_drift');
      expect(told).toMatchObject([
        { data: { severity: 'critical', summary: expect.stringContaining('loop payments drift') } },
      ]);
    });
    expect(await loop.system.ask('payments', 'payments_drift', { tenantId: TENANT, limit: 10 })).toMatchObject({
      ok: {
        frozen: true,
        items: [
          { kind: 'not_listed', ref: 'txn_seeded', explanation: expect.stringContaining('stripe does not list it') },
        ],
      },
    });
  });

  test('thaws them once it is gone', async () => {
    await loop.system.sql('DELETE FROM payments.posting_entries WHERE posting_id = $1', [postingId]);
    await loop.system.sql('DELETE FROM payments.postings WHERE posting_id = $1', [postingId]);
    await reconcile();
    expect(await truth()).toMatchObject({ frozen: false, unexplainedLines: 0 });
  });
});
