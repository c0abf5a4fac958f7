import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deliveryApproved, milestoneFundingExpired, paymentNotified } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { MoneyEdge, type RoomDeal, STRIPE_SOURCE, WEBHOOK_SECRET } from './money-edge.ts';

/** Acceptance at the HTTP edges: the Pay button, the landing page, the webhook endpoint. */

const DAY_MS = 86_400_000;
/** The API version of the endpoint; events of another are set aside. */
const API_VERSION = '2026-10-28.endive';
const APPROVED_CARD = '4242424242424242';

async function submitCard(edge: MoneyEdge, url: string): Promise<void> {
  const { pathname } = new URL(url);
  const card = { cardNumber: APPROVED_CARD, cardExpiry: '12/40', cardCvc: '123', billingName: 'Ines Holm' };
  const body = new URLSearchParams({ email: 'ines@brackenlane.org', ...card });
  await fetch(edge.sandbox.url + pathname, { method: 'POST', redirect: 'manual', body });
}

describe('with Stripe in the sandbox', () => {
  let edge: MoneyEdge;
  beforeAll(async () => {
    edge = await MoneyEdge.open();
  });
  afterAll(() => edge.close());

  test('A03 Pay leads to the page that the provider opened, and to a new one once that has expired', async () => {
    const deal = await edge.signedDeal();
    const first = await settle(async () => paidAt(await edge.pay(deal)));
    expect(first.host).toMatch(/^checkout\.localhost:\d+$/);
    expect(paidAt(await edge.pay(deal)).href).toBe(first.href);
    await edge.control.advance(DAY_MS + 60_000);
    const second = await settle(async () => {
      const page = paidAt(await edge.pay(deal));
      expect(page.href).not.toBe(first.href);
      return page;
    });
    expect(second.host).toBe(first.host);
    const opened = await edge.control.log({ kind: 'checkout.created', limit: 1000 });
    const refs = opened.flatMap(({ facts }) => facts.map((fact) => String(fact['session'])));
    for (const page of [first, second]) expect(refs.some((ref) => page.pathname.includes(ref))).toBe(true);
  });

  test('A05 the landing page without the provider proves nothing: the milestone stays as it was', async () => {
    const deal = await edge.signedDeal();
    await settle(async () => paidAt(await edge.pay(deal)));
    await settle(async () => expect(await edge.stateOf(deal)).toBe('session_open'));
    const { contractId, milestones } = deal.draft;
    const room = `/client-room/${contractId}`;
    const landing = await edge.get(`${room}/milestones/${milestones[0]?.milestoneId}/return`, deal);
    const asked = await edge.get(`${room}?paid=1`, deal);
    expect([landing.status, asked.status]).not.toContain(500);
    await expectUnpaid(edge, deal);
    const shown = (await (await edge.get(room, deal, 'application/json')).json()) as { milestones: object[] };
    expect(shown.milestones[0]).not.toMatchObject({ status: 'secured' });
  });

  test('A14 a hold past its end is expired: its light goes out, nothing is captured, and the client is told', async () => {
    const deal = await edge.signedDeal();
    const [first] = deal.draft.milestones;
    const page = await settle(async () => paidAt(await edge.pay(deal)));
    await submitCard(edge, page.href);
    await settle(async () => expect(await lightOf(edge, deal)).toBe('green'), { timeoutMs: 30_000 });
    await edge.control.advance(8 * DAY_MS);
    await settle(async () => expect(await lightOf(edge, deal)).toBe('grey'), { timeoutMs: 30_000 });
    expect(await edge.stateOf(deal)).toBe('expired');
    const told = (await edge.system.tap.published(milestoneFundingExpired)).map(({ data }) => data.milestoneId);
    expect(told).toEqual([first?.milestoneId]);
    await approve(edge, deal);
    await settle(async () => {
      const rows = await edge.system.sql('SELECT approval FROM payments.payments WHERE milestone_id = $1', [
        first?.milestoneId,
      ]);
      expect(rows).toEqual([{ approval: 'approved' }]);
    });
    await settle(async () => (await edge.system.tap.lag('CLIENT_PORTAL', 'payments')) === 0);
    expect(await edge.control.captures()).toEqual([]);
    expect(await edge.stateOf(deal)).toBe('expired');
  });
});

/** The light of the first milestone, as the room shows it. */
async function lightOf(edge: MoneyEdge, deal: RoomDeal): Promise<string | undefined> {
  const room = await edge.get(`/client-room/${deal.draft.contractId}`, deal, 'application/json');
  const shown = (await room.json()) as { milestones: readonly { light: string }[] };
  return shown.milestones[0]?.light;
}

/** What the portal publishes when the client approves. */
async function approve(edge: MoneyEdge, { draft }: RoomDeal): Promise<void> {
  const ids = { milestoneId: draft.milestones[0]?.milestoneId ?? '', contractId: draft.contractId };
  const approved = { ...ids, deliveryId: randomUUID(), approvalId: randomUUID(), rating: 5 };
  await edge.system.publish(deliveryApproved, { ...approved, approvedAt: new Date().toISOString() }, DEFAULT_TENANT_ID);
}

/** Where Pay led; fails on anything but a redirect to a page to pay on. */
function paidAt(answer: Response): URL {
  expect(answer.status).toBe(303);
  const url = new URL(answer.headers.get('location') ?? '', 'http://nowhere.invalid');
  expect(url.pathname).toMatch(/^\/c\/pay\/cs_/);
  return url;
}

async function expectUnpaid(edge: MoneyEdge, deal: RoomDeal): Promise<void> {
  await settle(async () => (await edge.system.tap.lag('CLIENT_PORTAL', 'payments')) === 0);
  expect(await edge.stateOf(deal)).toBe('session_open');
  expect(await edge.system.sql('SELECT 1 FROM payments.postings')).toHaveLength(0);
}

/** `Stripe-Signature` of a payload. https://docs.stripe.com/webhooks/signature */
function signed(payload: string, { ageS = 0, secret = WEBHOOK_SECRET } = {}): string {
  const timestamp = Math.floor(Date.now() / 1000) - ageS;
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')}`;
}

const eventOf = (id: string, livemode = false): string =>
  JSON.stringify({
    ...{ id: `evt_${id}`, object: 'event', type: 'payment_intent.succeeded', livemode },
    ...{ created: Math.floor(Date.now() / 1000), api_version: API_VERSION },
    data: { object: { id: `pi_${id}`, object: 'payment_intent', note: 'Zoë' } },
  });

function deliver(edge: MoneyEdge, payload: string, signature: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return fetch(`${edge.gateway.url}/webhooks/stripe/${STRIPE_SOURCE}`, { method: 'POST', body: payload, headers });
}

async function counted(edge: MoneyEdge): Promise<object | undefined> {
  const tables = ['payments.evidence', 'payments.notices', 'payments.postings', 'payments.quarantined_readings'];
  const gateway = ['inbound_channels.deliveries', 'inbound_channels.provider_events'];
  const counts = [...tables, ...gateway].map((table, index) => `(SELECT count(*)::int FROM ${table}) AS c${index}`);
  return (await edge.system.sql(`SELECT ${counts.join(', ')}`))[0];
}

describe('a webhook that is not the provider’s', () => {
  let edge: MoneyEdge;
  beforeAll(async () => {
    edge = await MoneyEdge.open();
  });
  afterAll(() => edge.close());

  test.each([
    ['tampered with', () => [eventOf('bad').replace('pi_bad', 'pi_evil'), signed(eventOf('bad'))]],
    ['stale', () => [eventOf('bad'), signed(eventOf('bad'), { ageS: 302 })]],
    ['from the future', () => [eventOf('bad'), signed(eventOf('bad'), { ageS: -302 })]],
    ['signed with another secret', () => [eventOf('bad'), signed(eventOf('bad'), { secret: 'whsec_of_somebody' })]],
    ['serialised anew', () => [JSON.stringify(JSON.parse(eventOf('bad')), null, 1), signed(eventOf('bad'))]],
  ] as const)('A12 %s is refused with 400, and nothing of it is kept as evidence', async (_how, made) => {
    const before = await counted(edge);
    const [payload, signature] = made();
    expect((await deliver(edge, payload ?? '', signature ?? '')).status).toBe(400);
    const good = eventOf(randomUUID().replaceAll('-', ''));
    expect((await deliver(edge, good, signed(good))).status).toBe(204);
    // The one that was the provider's has come through; had the other been let in, it would have come before it.
    const id = (JSON.parse(good) as { id: string }).id;
    await settle(async () => {
      const notices = await edge.system.sql('SELECT 1 FROM payments.notices WHERE provider_event_id = $1', [id]);
      expect(notices).toHaveLength(1);
    });
    const after = await counted(edge);
    expect(after).toEqual({ ...before, ...onlyOneMore(before) });
    const bad = await edge.system.sql(`SELECT 1 FROM payments.notices WHERE provider_event_id = 'evt_bad'`);
    expect(bad).toHaveLength(0);
  });
});

/** One verified notice: a delivery, an event and a notice more, and no evidence: nothing was read that proves anything. */
function onlyOneMore(before: object | undefined): object {
  const was = before as Record<string, number>;
  const more = (name: string): number => (was[name] ?? 0) + 1;
  return { c1: more('c1'), c4: more('c4'), c5: more('c5') };
}

describe('a live endpoint', () => {
  let edge: MoneyEdge;
  beforeAll(async () => {
    edge = await MoneyEdge.open('live');
  });
  afterAll(() => edge.close());

  test('A13 puts an event of test mode aside, and nothing is earned by it', async () => {
    const testEvent = eventOf('rehearsal', false);
    expect((await deliver(edge, testEvent, signed(testEvent))).status).toBe(204);
    const rows = await edge.system.sql('SELECT disposition, reason FROM inbound_channels.provider_events');
    expect(rows).toEqual([{ disposition: 'quarantined', reason: 'livemode_mismatch' }]);
    const live = eventOf('real', true);
    expect((await deliver(edge, live, signed(live))).status).toBe(204);
    await settle(async () => {
      const notices = (await edge.system.tap.published(paymentNotified)).map(({ data }) => data.providerEventId);
      expect(notices).toEqual(['evt_real']);
    });
    const truth = await (await fetch(`${edge.payments.url}/integration/truth`)).json();
    expect(truth).toMatchObject({ mode: 'live', revenue: [], figures: [] });
    expect(await edge.system.sql('SELECT 1 FROM payments.postings')).toHaveLength(0);
  });
});

describe('without keys', () => {
  let edge: MoneyEdge;
  beforeAll(async () => {
    edge = await MoneyEdge.open('test');
  });
  afterAll(() => edge.close());

  test('A01 Pay answers 503 without any address, no button is shown, and the status says what is missing', async () => {
    const deal = await edge.signedDeal();
    const refused = await edge.pay(deal);
    const body = await refused.text();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('location')).toBeNull();
    expect(body).not.toMatch(/checkout|\/c\/pay\/|stripe\.com/i);
    const page = await (await edge.get(`/client-room/${deal.draft.contractId}`, deal)).text();
    expect(page).not.toContain('data-action="pay"');
    const ready = await (await fetch(`${edge.payments.url}/readyz`)).json();
    expect(JSON.stringify(ready)).toMatch(/stripe.*off|off.*stripe/i);
    const status = await (await fetch(`${edge.payments.url}/integration/stripe-status`)).json();
    expect(status).toMatchObject({ configured: false, missing: expect.arrayContaining(['LOOP_STRIPE_SECRET_KEY']) });
    expect(await edge.system.sql('SELECT 1 FROM payments.effects')).toHaveLength(0);
    expect(await edge.control.log({ limit: 1000, kind: 'checkout.created' })).toEqual([]);
  });
});
