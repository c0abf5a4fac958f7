import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { milestoneReleased } from '@loop/contracts';
import type { FaultRequest } from '@loop/provider-sandbox';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** Acceptance of money that goes back: voids, partial captures, refunds, disputes. */

const HOUR_MS = 3_600_000;
let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

const ask = (command: string, { milestoneId }: Deal, rest: object = {}) =>
  loop.system.ask('payments', command, { tenantId: TENANT, milestoneId, ...rest });

async function earned(deal: Deal): Promise<string> {
  const intent = await loop.funded(deal);
  await loop.approve(deal);
  await settle(async () => expect(await loop.events(milestoneReleased, deal)).toHaveLength(1), { timeoutMs: 20_000 });
  return intent;
}

const REVENUE = "('income.earned', 'income.refunds', 'income.dispute_withheld')";

/** What is earned of a milestone after each of its postings, in the order in which they were booked. */
async function revenues({ milestoneId }: Deal): Promise<readonly number[]> {
  const rows = await loop.system.sql<{ amount: string }>(
    `SELECT coalesce(-sum(amount_minor) FILTER (WHERE account IN ${REVENUE}), 0) AS amount
       FROM payments.postings JOIN payments.posting_entries USING (tenant_id, posting_id)
      WHERE milestone_id = $1 GROUP BY posting_id, posted_at ORDER BY posted_at`,
    [milestoneId],
  );
  let sum = 0;
  return rows.map(({ amount }) => (sum += Number(amount)));
}

const revenue = async (deal: Deal): Promise<number> => (await revenues(deal)).at(-1) ?? 0;

/** The milestone's postings of the named operations, with what each cites. */
async function evidenced({ milestoneId }: Deal, operations: readonly string[]) {
  return loop.system.sql<{ operation: string; content_sha256: string }>(
    `SELECT operation, content_sha256 FROM payments.postings JOIN payments.evidence USING (tenant_id, evidence_id)
      WHERE milestone_id = $1 AND operation = ANY($2) ORDER BY posted_at`,
    [milestoneId, operations],
  );
}

test('A15 a hold that is released earns nothing, and a capture of 60 % earns 60 %, never less than zero', async () => {
  const voided = await loop.signedDeal();
  await loop.funded(voided);
  expect(await ask('payments_void', voided)).toMatchObject({ ok: { outcome: 'done' } });
  await settle(async () => expect(await loop.stateOf(voided)).toBe('voided'));
  expect(await revenue(voided)).toBe(0);
  expect(await loop.balance(voided, 'memo.card_holds')).toBe(0);
  expect(await loop.captures(voided)).toBe(0);

  const reduced = await loop.signedDeal();
  const intent = await loop.funded(reduced);
  expect(await ask('payments_reduce', reduced, { amountMinor: 36_000 })).toMatchObject({ ok: { amountMinor: 36_000 } });
  await loop.approve(reduced);
  await settle(async () => expect(await loop.events(milestoneReleased, reduced)).toHaveLength(1));
  expect(await revenue(reduced)).toBe(36_000);
  const captures = (await loop.world.control.captures()).filter(({ paymentIntent }) => paymentIntent === intent);
  expect(captures).toMatchObject([{ amountMinor: 36_000 }]);
  // The rest of the hold looks like a refund at the provider, without a line in its account: it posts nothing.
  await loop.notify('payment_intent', intent, 'charge.refunded');
  await settle(async () => (await loop.system.tap.lag('INBOUND_CHANNELS', 'payments')) === 0);
  expect(await loop.balance(reduced, 'income.refunds')).toBe(0);
  for (const deal of [voided, reduced]) expect(Math.min(0, ...(await revenues(deal)))).toBe(0);
});

test('A16 revenue dips while a refund pends and is restored when it fails, both on evidence', async () => {
  const deal = await loop.signedDeal();
  await earned(deal);
  await loop.world.control.stripe.set({ refunds: 'pend' });
  expect(await ask('payments_refund', deal, { amountMinor: 20_000 })).toMatchObject({ ok: { outcome: 'done' } });
  await loop.world.control.stripe.set({ refunds: 'succeed' });
  await settle(async () => expect(await revenue(deal)).toBe(40_000));
  const [pending] = await loop.system.sql<{ provider_ref: string; status: string }>(
    'SELECT provider_ref, status FROM payments.refunds WHERE milestone_id = $1',
    [deal.milestoneId],
  );
  expect(pending?.status).toBe('pending');
  await loop.world.control.stripe.endRefund(pending?.provider_ref ?? '', 'failed');
  await loop.notify('refund', pending?.provider_ref ?? '', 'refund.failed');
  await settle(async () => expect(await revenue(deal)).toBe(60_000));
  const proofs = await evidenced(deal, ['refund', 'refund_failure']);
  expect(proofs.map(({ operation }) => operation)).toEqual(['refund', 'refund_failure']);
  for (const { content_sha256 } of proofs) expect(content_sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('A17 what a bank withdraws leaves the revenue and comes back with its reinstatement; an inquiry changes nothing', async () => {
  const deal = await loop.signedDeal();
  const intent = await earned(deal);
  const dispute = await loop.world.control.stripe.openDispute({ payment: intent });
  await loop.notify('dispute', dispute.id, 'charge.dispute.funds_withdrawn');
  await settle(async () => expect(await revenue(deal)).toBe(0));
  expect(await exposureOf(deal)).toBe('disputed');
  await loop.world.control.stripe.moveDispute(dispute.id, { to: 'won' });
  await loop.notify('dispute', dispute.id, 'charge.dispute.funds_reinstated');
  await settle(async () => expect(await revenue(deal)).toBe(60_000));
  expect(await exposureOf(deal)).toBe('none');

  const asked = await loop.signedDeal();
  const other = await earned(asked);
  const before = await revenues(asked);
  const inquiry = await loop.world.control.stripe.openDispute({ payment: other, kind: 'inquiry' });
  await loop.notify('dispute', inquiry.id, 'charge.dispute.created');
  await settle(async () => expect(await exposureOf(asked)).toBe('inquiry'));
  expect(await revenues(asked)).toEqual(before);
});

async function exposureOf({ milestoneId }: Deal): Promise<string | undefined> {
  const rows = await loop.system.sql<{ exposure: string }>(
    'SELECT exposure FROM payments.payments WHERE milestone_id = $1',
    [milestoneId],
  );
  return rows[0]?.exposure;
}

test('A19 a refund whose answer was lost is looked up after 25 hours, and is not made a second time', async () => {
  const deal = await loop.signedDeal();
  const intent = await earned(deal);
  const arm = (rest: Partial<FaultRequest>) =>
    loop.world.control.armFault({ provider: 'stripe', ...rest } as FaultRequest);
  await arm({ kind: 'reset', after: true, operation: 'refunds.create', count: 1 });
  // Nobody can look the refund up until the provider has forgotten its key.
  for (const operation of LOOKUPS) await arm({ kind: 'server_error', status: 503, operation });
  expect(await ask('payments_refund', deal, { amountMinor: 20_000 })).toMatchObject({ ok: { outcome: 'asked' } });
  await loop.world.control.advance(25 * HOUR_MS);
  await loop.world.control.disarmFault();
  await settle(
    async () => {
      const refunds = await loop.system.sql(
        'SELECT status, amount_minor FROM payments.refunds WHERE milestone_id = $1',
        [deal.milestoneId],
      );
      expect(refunds).toMatchObject([{ status: 'succeeded' }]);
    },
    { timeoutMs: 40_000 },
  );
  const made = await loop.world.control.log({ kind: 'payment.refunded', limit: 1000 });
  expect(made.filter(({ facts }) => JSON.stringify(facts).includes(intent))).toHaveLength(1);
  await settle(
    async () => {
      const operations = await loop.system.sql(
        "SELECT state FROM payments.operations WHERE milestone_id = $1 AND kind = 'refund'",
        [deal.milestoneId],
      );
      expect(operations).toEqual([{ state: 'done' }]);
    },
    { timeoutMs: 40_000 },
  );
  expect(await revenue(deal)).toBe(40_000);
}, 90_000);

/** Whatever a refund can be found by. */
const LOOKUPS = ['refunds.list', 'refunds.retrieve', 'payment_intents.retrieve', 'charges.retrieve'];
