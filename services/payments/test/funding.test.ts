import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { milestoneFunded, milestoneFundingExpired, milestoneFundingFailed, operatorAlerted } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { stripeRail } from '../dist/providers/stripe-rail.js';
import { APPROVED_CARD, POOR_CARD, payByCard } from './outside-world.ts';
import { newDeal, PaymentsSystem, TENANT } from './payments-system.ts';

const DAY_MS = 86_400_000;
let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterEach(() => loop.world.control.disarmFault());
afterAll(() => loop.close());

describe('the pay button', () => {
  test('pressed twenty times at once opens one session under one operation', async () => {
    const deal = await loop.signedDeal();
    const pages = await Promise.all(Array.from({ length: 20 }, () => loop.pay(deal)));
    const urls = new Set(pages.map((page) => ('ok' in page ? page.ok.url : page.refused)));
    expect(urls.size).toBe(1);
    expect([...urls][0]).toMatch(/^http:\/\/checkout\.localhost:\d+\/c\/pay\/cs_/);
    const operations = await loop.system.sql('SELECT 1 FROM payments.operations WHERE milestone_id = $1', [
      deal.milestoneId,
    ]);
    expect(operations).toHaveLength(1);
    expect(await loop.stateOf(deal)).toBe('session_open');
  });

  test('opens a new session once the old one has expired, and no address is ever stored', async () => {
    const deal = await loop.signedDeal();
    const first = await loop.pay(deal);
    await loop.world.control.advance(DAY_MS + 60_000);
    const second = await settle(async () => {
      const page = await loop.pay(deal);
      expect(page).toMatchObject({ ok: { sessionId: expect.any(String) } });
      return page;
    });
    expect(second).not.toEqual(first);
    const [dump] = await loop.system.sql<{ text: string }>(
      `SELECT coalesce(string_agg(row_to_json(o)::text, ''), '') || (SELECT string_agg(row_to_json(e)::text, '') FROM payments.effects e)
         AS text FROM payments.operations o`,
    );
    expect(dump?.text).not.toContain('/c/pay/');
  });

  test('asked again after the provider cut the line, gives the page that was opened', async () => {
    const deal = await loop.signedDeal();
    const cut = { provider: 'stripe', operation: 'checkout.sessions.create', count: 1 } as const;
    await loop.world.control.armFault({ ...cut, kind: 'reset', after: true });
    expect(await loop.pay(deal)).toMatchObject({ refused: 'provider_unavailable' });
    const page = await settle(async () => {
      const again = await loop.pay(deal);
      expect(again).toMatchObject({ ok: { url: expect.any(String) } });
      return again;
    });
    const made = await loop.world.control.log({ kind: 'checkout.created', limit: 1000 });
    const mine = made.filter((entry) => JSON.stringify(entry.facts).includes(deal.milestoneId));
    expect(mine).toHaveLength(1);
    expect(JSON.stringify(mine)).toContain('ok' in page ? page.ok.sessionId : 'no session');
  });

  test('is refused at another amount than the contract says', async () => {
    const deal = await loop.signedDeal();
    expect(await loop.pay(deal, { amountMinor: 100 })).toMatchObject({ refused: 'amount_mismatch' });
  });

  test('is refused before the contract is signed', async () => {
    const deal = newDeal();
    await loop.draft(deal);
    await settle(async () => (await loop.stateOf(deal)) === 'unfunded');
    expect(await loop.pay(deal)).toMatchObject({ refused: 'milestone_not_payable' });
  });
});

describe('money is held', () => {
  test('when the provider says so, and not when the client lands on the page after paying', async () => {
    const deal = await loop.signedDeal();
    const sessionRef = await loop.paid(deal);
    expect(await loop.stateOf(deal)).toBe('session_open');
    await loop.notify('checkout.session', sessionRef, 'checkout.session.completed');
    const [event] = await settle(async () => {
      const events = await loop.events(milestoneFunded, deal);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.correlationId).toBe(deal.correlationId);
    expect(event?.data).toMatchObject({ amountMinor: 60_000, currency: 'USD', mode: 'sandbox', rail: 'stripe' });
    expect(event?.data.captureBefore).not.toBeNull();
    expect(event?.data.evidence.providerEventId).toMatch(/^evt_/);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(60_000);
    expect(await loop.balance(deal, 'income.earned')).toBe(0);
  });

  test('once, though fifty notices tell it at the same time', async () => {
    const deal = await loop.signedDeal();
    await loop.paid(deal);
    const intent = await loop.intentOf(deal);
    const eventId = `evt_${randomUUID()}`;
    const same = Array.from({ length: 50 }, () =>
      loop.notify('payment_intent', intent, 'payment_intent.amount_capturable_updated', eventId),
    );
    const others = Array.from({ length: 10 }, () => loop.notify('payment_intent', intent, 'charge.updated'));
    await Promise.all([...same, ...others]);
    await settle(async () => (await loop.system.tap.lag('INBOUND_CHANNELS', 'payments')) === 0);
    await settle(async () => {
      const open = await loop.system.sql(
        "SELECT 1 FROM payments.effects WHERE state IN ('ready', 'claimed') AND due_at <= now()",
      );
      expect(open).toHaveLength(0);
      expect(await loop.events(milestoneFunded, deal)).toHaveLength(1);
    });
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(60_000);
  });

  test('not by a payment of another amount that names our milestone: it is put aside', async () => {
    const deal = await loop.signedDeal();
    const { contractId, milestoneId } = deal;
    const rail = stripeRail({ secretKey: 'sk_sandbox_loop', sandboxUrl: loop.world.sandbox.url });
    const opened = await rail.openSession({
      tenantId: TENANT,
      contractId,
      milestoneId,
      operationId: randomUUID(),
      purpose: 'hold',
      customerRef: null,
      title: 'Draft',
      amountMinor: 6000,
      currency: 'USD',
      successUrl: 'https://rooms.tidewell-studio.com/1',
      cancelUrl: 'https://rooms.tidewell-studio.com/2',
      correlationId: randomUUID(),
      traceparent: null,
      idempotencyKey: randomUUID(),
    });
    if (!('ok' in opened)) throw new Error('The page did not open');
    await payByCard(loop.world, opened.ok.ref, APPROVED_CARD);
    await loop.notify('checkout.session', opened.ok.ref, 'checkout.session.completed');
    await settle(async () => expect(await loop.quarantined(deal)).toEqual(['amount_mismatch']));
    await settle(async () => {
      const alerts = await loop.events(operatorAlerted, deal);
      expect(alerts.map(({ data }) => data.code)).toEqual(['quarantined.amount_mismatch']);
    });
    expect(await loop.stateOf(deal)).toBe('unfunded');
    expect(await loop.events(milestoneFunded, deal)).toHaveLength(0);
  });
});

describe('a declined card', () => {
  test('leaves the milestone unfunded, tells the client why, and another card still pays', async () => {
    const deal = await loop.signedDeal();
    const sessionRef = await loop.paid(deal, POOR_CARD);
    await loop.notify('payment_intent', await loop.intentOf(deal), 'payment_intent.payment_failed');
    const [failed] = await settle(async () => {
      const events = await loop.events(milestoneFundingFailed, deal);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(failed?.data).toMatchObject({
      reason: 'insufficient_funds',
      retryable: true,
      clientMessage: expect.stringContaining('enough funds'),
    });
    expect(await loop.stateOf(deal)).toBe('auth_failed');
    expect(await loop.pay(deal)).toMatchObject({ ok: { sessionId: sessionRef } });
    await payByCard(loop.world, sessionRef, APPROVED_CARD);
    await loop.notify('checkout.session', sessionRef, 'checkout.session.completed');
    await settle(async () => (await loop.stateOf(deal)) === 'authorized');
  });
});

describe('a hold that runs out', () => {
  test('leaves the milestone unfunded without any notice, is told once, and cannot be captured', async () => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    await loop.world.control.advance(8 * DAY_MS);
    await settle(async () => expect(await loop.events(milestoneFundingExpired, deal)).toHaveLength(1), {
      timeoutMs: 20_000,
    });
    expect(await loop.stateOf(deal)).toBe('expired');
    await loop.approve(deal);
    await settle(async () => (await loop.system.tap.lag('CLIENT_PORTAL', 'payments')) === 0);
    await settle(async () => {
      const alerts = await loop.events(operatorAlerted, deal);
      expect(alerts.map(({ data }) => data.code)).toContain('capture_refused.hold_over');
    });
    expect(await loop.captures(deal)).toBe(0);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
  });
});
