import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  milestoneFunded,
  milestoneReleased,
  opsPaymentsLedger,
  opsPaymentsMilestone,
  railSelected,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { decideAtPayPal } from './outside-world.ts';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** What happens at the provider while an act of ours is under way; the virtual clock only goes on, so order matters. */

const DAY_MS = 86_400_000;
const PATIENCE = { timeoutMs: 40_000 };

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

const releases = async (deal: Deal) => (await loop.events(milestoneReleased, deal)).length;

async function captureOf({ milestoneId }: Deal): Promise<{ operation: string; effect: string; reason: string | null }> {
  const rows = await loop.system.sql<{ operation: string; effect: string; reason: string | null }>(
    `SELECT o.state AS operation, e.state AS effect, o.reason FROM payments.operations o JOIN payments.effects e ON e.id = o.effect_id
      WHERE o.milestone_id = $1 AND o.kind = 'capture'`,
    [milestoneId],
  );
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`There are ${rows.length} captures`);
  return row;
}

test('a capture told by a webhook while its own answer is still awaited is earned at once, and only once', async () => {
  const deal = await loop.signedDeal();
  const intent = await loop.funded(deal);
  const late = {
    provider: 'stripe',
    kind: 'hang',
    after: true,
    operation: 'payment_intents.capture',
    count: 1,
  } as const;
  await loop.world.control.armFault(late);
  await loop.approve(deal);
  await settle(async () => expect(await loop.captures(deal)).toBe(1), PATIENCE);
  await loop.notify('payment_intent', intent, 'payment_intent.succeeded');
  await settle(async () => expect(await releases(deal)).toBe(1), PATIENCE);
  expect(await captureOf(deal)).toMatchObject({ operation: 'live', effect: 'claimed' });
  await settle(
    async () => expect(await captureOf(deal)).toMatchObject({ operation: 'done', effect: 'done' }),
    PATIENCE,
  );
  expect([await loop.captures(deal), await releases(deal)]).toEqual([1, 1]);
  expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
});

/** A capture that the provider puts off once, and what becomes of the hold meanwhile. */
async function captureAfter(meanwhile: (intent: string) => Promise<void>): Promise<Deal> {
  const deal = await loop.signedDeal();
  const intent = await loop.funded(deal);
  const later = { kind: 'rate_limit', retryAfterSeconds: 3, operation: 'payment_intents.capture', count: 1 } as const;
  const { id } = await loop.world.control.armFault({ provider: 'stripe', ...later });
  await loop.approve(deal);
  await settle(async () => {
    const fault = (await loop.world.control.faults()).find((armed) => armed.id === id);
    expect(fault?.struck).toBe(1);
  }, PATIENCE);
  await meanwhile(intent);
  return deal;
}

describe('a capture that loses the race against the end of its hold', () => {
  test('because somebody cancelled it at the provider, is refused there and earns nothing', async () => {
    const deal = await captureAfter(async (intent) => {
      const headers = { authorization: 'Bearer sk_sandbox_loop' };
      const cancelled = await fetch(`${loop.world.sandbox.url}/v1/payment_intents/${intent}/cancel`, {
        method: 'POST',
        headers,
      });
      expect(cancelled.status).toBe(200);
    });
    await settle(
      async () => expect(await captureOf(deal)).toMatchObject({ operation: 'refused', effect: 'refused' }),
      PATIENCE,
    );
    await settle(async () => expect(await loop.stateOf(deal)).toBe('voided'), PATIENCE);
    expect([await loop.captures(deal), await releases(deal)]).toEqual([0, 0]);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
  });

  test('because its time was over, is not sent any more and earns nothing', async () => {
    const deal = await captureAfter(async () => {
      await loop.world.control.advance(8 * DAY_MS);
    });
    await settle(
      async () => expect(await captureOf(deal)).toMatchObject({ operation: 'refused', effect: 'refused' }),
      PATIENCE,
    );
    await settle(async () => expect(await loop.stateOf(deal)).toBe('expired'), PATIENCE);
    expect([await loop.captures(deal), await releases(deal)]).toEqual([0, 0]);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
    expect(await loop.balance(deal, 'income.earned')).toBe(0);
  });
});

test('a hold of PayPal that is approved after its honour period is renewed once, and captured from the renewal', async () => {
  const deal = await loop.signedDeal();
  const { contractId } = deal;
  await loop.system.publish(railSelected, { contractId, rail: 'paypal', selectedAt: new Date().toISOString() }, TENANT);
  await settle(async () => {
    const [row] = await loop.system.sql('SELECT rail FROM payments.contracts WHERE contract_id = $1', [contractId]);
    expect(row).toEqual({ rail: 'paypal' });
  });
  const page = await loop.pay(deal, { rail: 'paypal' });
  if (!('ok' in page)) throw new Error(page.detail);
  const order = page.ok.sessionId;
  await decideAtPayPal(loop.world, order, 'approve');
  await loop.notify('order', order, 'CHECKOUT.ORDER.APPROVED');
  await settle(async () => expect(await loop.stateOf(deal)).toBe('authorized'), PATIENCE);
  await loop.world.control.advance(5 * DAY_MS);
  const { now } = await loop.world.control.time();
  const serviceTime = () =>
    loop.service.edge.decide(TENANT, { cause: randomUUID() }, (decision) => Promise.resolve(decision.now));
  await settle(async () => expect((await serviceTime()).getTime()).toBeGreaterThanOrEqual(Date.parse(now)), PATIENCE);
  await loop.approve(deal);
  await settle(async () => expect(await releases(deal)).toBe(1), PATIENCE);
  const renewals = (await loop.world.control.log({ provider: 'paypal', kind: 'payment.reauthorized' })).flatMap(
    ({ facts }) => facts,
  );
  expect(renewals.filter((fact) => fact['paymentIntent'] === order)).toHaveLength(1);
  expect(await loop.captures(deal)).toBe(1);
  expect(await loop.events(milestoneFunded, deal)).toHaveLength(1);
  expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
});

test('an operator who asks for a milestone is told its money, its acts and every posting with its evidence', async () => {
  const deal = await loop.signedDeal();
  await loop.funded(deal);
  await loop.approve(deal);
  await settle(async () => expect(await releases(deal)).toBe(1), PATIENCE);
  const { milestoneId } = deal;
  const told = opsPaymentsMilestone
    .request('payments')
    .output.parse(await answered('payments_milestone', { milestoneId }));
  expect(told).toMatchObject({ milestoneId, state: 'captured', contractMinor: 60_000, capturedMinor: 60_000 });
  expect(told.operations.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'capture done',
    'open_session done',
  ]);
  const every = { milestoneId: null, limit: 3, cursor: null };
  const first = opsPaymentsLedger.request('payments').output.parse(await answered('payments_ledger', every));
  const second = opsPaymentsLedger
    .request('payments')
    .output.parse(await answered('payments_ledger', { ...every, limit: 1, cursor: first.nextCursor }));
  const newest = [...first.items, ...second.items];
  expect(newest.map(({ operation }) => operation).sort()).toEqual(['charge', 'earned', 'hold_ended', 'hold_placed']);
  expect(newest.at(-1)).toMatchObject({ operation: 'hold_placed', evidence: { kind: 'event' } });
  for (const { entries, evidence } of [...newest, ...told.postings]) {
    expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
    expect(evidence.contentSha256).toMatch(/^[0-9a-f]{64}$/);
  }
  const unknown = { milestoneId: deal.contractId };
  expect(await loop.system.ask('payments', 'payments_milestone', { tenantId: TENANT, ...unknown })).toMatchObject({
    refused: 'not_found',
  });
});

async function answered(command: string, input: object): Promise<unknown> {
  const answer = await loop.system.ask('payments', command, { tenantId: TENANT, ...input });
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) throw new Error(JSON.stringify(answer));
  return answer.ok;
}
