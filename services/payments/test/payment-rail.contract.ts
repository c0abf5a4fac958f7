import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRequest } from '@loop/provider-sandbox';
import type { BalanceLine, PaymentRead, PaymentReading } from '../dist/domain/payment-reading.js';
import type {
  Called,
  OrderIdentity,
  Page,
  PaymentRail,
  RailFeatures,
  SessionOrder,
} from '../dist/providers/payment-rail.js';
import type { OutsideWorld } from './outside-world.ts';

/** A rail over its real wire protocol, and the client at the provider's page. */
export interface RailUnderTest {
  readonly world: OutsideWorld;
  /** The rail with a timeout of half a second. */
  readonly rail: PaymentRail;
  /** What notices call a hosted page, and a payment by the ref a reading gives it. */
  readonly sessionType: string;
  readonly paymentType: string;
  /** How the sandbox names a capture, in its log and for fault switches. */
  readonly captureOperation: string;
  /** The client agrees on the hosted page. */
  agree(sessionRef: string): Promise<void>;
  /** The client tries, and it comes to nothing. */
  fail(sessionRef: string): Promise<void>;
  /** The same rail with credentials the provider refuses. */
  withWrongKey(): PaymentRail;
  /** The same rail where nobody listens. */
  at(url: string): PaymentRail;
}

/** The value of a call that must have worked. */
export function ok<T>(called: Called<T>): T {
  if ('failed' in called) throw new Error(JSON.stringify(called.failed));
  return called.ok;
}

/** Who asks, with a key of its own. */
export function identity(rest: Partial<OrderIdentity> = {}): OrderIdentity {
  const operationId = rest.operationId ?? randomUUID();
  return {
    tenantId: randomUUID(),
    contractId: randomUUID(),
    milestoneId: randomUUID(),
    operationId,
    correlationId: randomUUID(),
    traceparent: null,
    idempotencyKey: `op:${operationId}`,
    ...rest,
  };
}

/** A page for 600.00 USD. */
export function sessionOrder(rest: Partial<SessionOrder> = {}): SessionOrder {
  return {
    ...identity(rest),
    purpose: 'hold',
    title: 'Design and first draft',
    amountMinor: 60_000,
    currency: 'USD',
    customerRef: null,
    successUrl: 'https://rooms.tidewell-studio.com/client-room/1?paid=1',
    cancelUrl: 'https://rooms.tidewell-studio.com/client-room/1',
    ...rest,
  };
}

/** A payment as it stands after the client agreed: held by the page, or by us after it. */
async function paidReading(under: RailUnderTest, order: SessionOrder): Promise<PaymentReading> {
  const { ref } = ok(await under.rail.openSession(order));
  await under.agree(ref);
  const read = ok(await under.rail.readPayment(under.sessionType, ref));
  if (read.session?.status !== 'approved' || order.purpose === 'save_card') return read;
  const { purpose, title, amountMinor, currency } = order;
  const own = identity({ tenantId: order.tenantId, contractId: order.contractId, milestoneId: order.milestoneId });
  return ok(await under.rail.placeHold({ ...own, purpose, title, amountMinor, currency, from: { sessionRef: ref } }));
}

/** The payment of a reading that has one. */
export function paymentIn({ payment }: PaymentReading): PaymentRead {
  if (payment === null) throw new Error('The reading has no payment');
  return payment;
}

/** The ids an order writes onto what it makes. */
export const ids = ({ contractId, milestoneId, tenantId }: OrderIdentity) => ({ contractId, milestoneId, tenantId });

async function requestsOf({ world }: RailUnderTest, operation: string): Promise<number> {
  const entries = await world.control.log({ kind: 'request', limit: 10_000 });
  return entries.filter(({ data }) => data['operation'] === operation).length;
}

async function capturesOf({ world }: RailUnderTest, { milestoneId }: OrderIdentity) {
  return (await world.control.captures()).filter(({ metadata }) => metadata['milestone'] === milestoneId);
}

/** A port that was free a moment ago and is closed. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const lastDay = () => ({ from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) });

/** A rail at work, once its tests run. */
interface Stand {
  readonly features: RailFeatures;
  under(): RailUnderTest;
  rail(): PaymentRail;
  /** A milestone whose whole amount is held. */
  held(): Promise<{ order: SessionOrder; paymentRef: string }>;
  /** A milestone whose whole amount was captured. */
  captured(): Promise<{ order: SessionOrder; paymentRef: string }>;
}

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

function hostedPages(stand: Stand): void {
  test('is open, has an address, and is the same when asked for again under its key', async () => {
    const wish = sessionOrder();
    const first = ok(await stand.rail().openSession(wish));
    expect(first).toMatchObject({ status: 'open', url: expect.stringMatching(/^https?:/) });
    expect(ok(await stand.rail().openSession(wish)).ref).toBe(first.ref);
    expect(ok(await stand.rail().readSession(first.ref))).toMatchObject({
      ref: first.ref,
      status: 'open',
      url: first.url,
    });
  });

  test('that holds the money is read with amount, currency, end of the hold and whose it is', async () => {
    const wish = sessionOrder();
    const reading = await paidReading(stand.under(), wish);
    expect(reading).toMatchObject({
      rail: stand.rail().name,
      order: ids(wish),
      payment: { status: 'held', amountMinor: 60_000, capturedMinor: 0, currency: 'USD', decline: null },
      balance: [],
      unrecognised: [],
      live: false,
    });
    expect(reading.payment?.captureBefore).toEqual(expect.any(Date));
  });

  test('where the client’s attempt fails holds nothing', async () => {
    const { ref } = ok(await stand.rail().openSession(sessionOrder()));
    await stand.under().fail(ref);
    const { balance, payment } = ok(await stand.rail().readPayment(stand.under().sessionType, ref));
    expect([payment?.heldMinor ?? 0, payment?.capturedMinor ?? 0, balance]).toEqual([0, 0, []]);
  });

  test('of a prepaid milestone takes the money at once, and shows the line it is booked with', async () => {
    const wish = sessionOrder({ purpose: 'prepaid' });
    const { payment, balance } = await paidReading(stand.under(), wish);
    expect(payment).toMatchObject({ status: 'captured', heldMinor: 0, capturedMinor: 60_000 });
    expect(balance).toMatchObject([{ kind: 'charge', amountMinor: 60_000, currency: 'USD', original: null }]);
    expect(balance[0]?.feeMinor).toBeGreaterThan(0);
  });

  test(
    stand.features.savesCards ? 'saves a card, which is held later without the client' : 'saves no cards',
    async () => {
      const wish = sessionOrder({ purpose: 'save_card' });
      const opened = await stand.rail().openSession(wish);
      if (!stand.features.savesCards)
        return expect(opened).toEqual({ failed: { outcome: 'refused', reason: 'not_offered' } });
      await stand.under().agree(ok(opened).ref);
      const { payment, savedCard, session } = ok(
        await stand.rail().readPayment(stand.under().sessionType, ok(opened).ref),
      );
      expect([session?.purpose, session?.status, payment]).toEqual(['save_card', 'complete', null]);
      if (savedCard === null) throw new Error('No card was saved');
      const order = {
        ...identity(ids(wish)),
        ...usd(60_000),
        title: 'Draft',
        purpose: 'hold',
        from: savedCard,
      } as const;
      const reading = ok(await stand.rail().placeHold(order));
      expect(reading).toMatchObject({ order: ids(wish), payment: { status: 'held', heldMinor: 60_000 } });
      expect(ok(await stand.rail().placeHold(order)).payment?.ref).toBe(reading.payment?.ref);
    },
  );
}

function captures(stand: Stand): void {
  test('takes the whole hold, once, under the key it was given', async () => {
    const { order, paymentRef } = await stand.held();
    const wish = { ...identity(ids(order)), ...usd(60_000), paymentRef };
    const first = ok(await stand.rail().capture(wish));
    expect(first.payment).toMatchObject({ ref: paymentRef, status: 'captured', capturedMinor: 60_000, heldMinor: 0 });
    expect(ok(await stand.rail().capture(wish)).payment?.status).toBe('captured');
    const taken = await capturesOf(stand.under(), order);
    expect(taken).toMatchObject([{ amountMinor: 60_000, idempotencyKey: wish.idempotencyKey }]);
    const { balance } = ok(await stand.rail().readPayment(stand.under().paymentType, paymentRef));
    expect(balance.map(({ amountMinor, kind }) => [kind, amountMinor])).toEqual([['charge', 60_000]]);
  });

  test('of less than the hold releases the rest, and the rest is no refund', async () => {
    const { order, paymentRef } = await stand.held();
    const reading = ok(await stand.rail().capture({ ...identity(ids(order)), ...usd(36_000), paymentRef }));
    expect(reading.payment).toMatchObject({ status: 'captured', capturedMinor: 36_000 });
    expect(reading.refunds).toEqual([]);
  });

  test('of a payment that was captured already is refused', async () => {
    const { order, paymentRef } = await stand.captured();
    const again = await stand.rail().capture({ ...identity(ids(order)), ...usd(60_000), paymentRef });
    expect(again).toMatchObject({ failed: { outcome: 'refused' } });
    expect(await capturesOf(stand.under(), order)).toHaveLength(1);
  });
}

function holds(stand: Stand): void {
  test('is let go, once, and nothing is booked for it', async () => {
    const { order, paymentRef } = await stand.held();
    const wish = { ...identity(ids(order)), paymentRef };
    const reading = ok(await stand.rail().voidHold(wish));
    expect(reading).toMatchObject({ payment: { status: 'voided', heldMinor: 0, capturedMinor: 0 }, balance: [] });
    expect(reading.refunds).toEqual([]);
    expect(ok(await stand.rail().voidHold(wish)).payment?.status).toBe('voided');
  });

  test(stand.features.reauthorizes ? 'is renewed from its fourth day on' : 'cannot be renewed', async () => {
    const { order, paymentRef } = await stand.held();
    const wish = { ...identity(ids(order)), ...usd(60_000), paymentRef };
    if (!stand.features.reauthorizes) {
      return expect(await stand.rail().reauthorize(wish)).toEqual({
        failed: { outcome: 'refused', reason: 'not_offered' },
      });
    }
    expect(await stand.rail().reauthorize(wish)).toMatchObject({ failed: { outcome: 'refused' } });
    await stand.under().world.control.advance(4 * 86_400_000);
    const later = { ...identity(ids(order)), ...usd(60_000), paymentRef };
    expect(ok(await stand.rail().reauthorize(later)).payment).toMatchObject({ ref: paymentRef, status: 'held' });
  });
}

function refunds(stand: Stand): void {
  test('gives a part back, once, and is known by the operation that asked for it', async () => {
    const { order, paymentRef } = await stand.captured();
    const wish = { ...identity(ids(order)), ...usd(20_000), paymentRef, reason: 'operator' };
    const [given] = ok(await stand.rail().refund(wish)).refunds;
    expect(given).toMatchObject({ amountMinor: 20_000, operationId: wish.operationId });
    expect(ok(await stand.rail().refund(wish)).refunds.map(({ ref }) => ref)).toEqual([given?.ref]);
    const rest = { ...identity(ids(order)), ...usd(40_001), paymentRef, reason: 'operator' };
    expect(await stand.rail().refund(rest)).toMatchObject({ failed: { outcome: 'refused' } });
  });

  test('whose answer was lost is found by its operation, long after its key is forgotten', async () => {
    const { order, paymentRef } = await stand.captured();
    const wish = { ...identity(ids(order)), ...usd(20_000), paymentRef, reason: 'operator' };
    const where = { kind: 'refund', paymentRef, customerRef: null, sentAfter: new Date() } as const;
    expect(ok(await stand.rail().findByOperation({ ...where, operationId: wish.operationId }))).toBeUndefined();
    ok(await stand.rail().refund(wish));
    await stand.under().world.control.advance(25 * 3_600_000);
    const found = ok(await stand.rail().findByOperation({ ...where, operationId: wish.operationId }));
    expect(found?.refunds).toMatchObject([{ operationId: wish.operationId, amountMinor: 20_000 }]);
  });
}

function failures(stand: Stand): void {
  const faults: readonly [string, Partial<FaultRequest>, object, number][] = [
    ['asked to wait', { kind: 'rate_limit', retryAfterSeconds: 7 }, { outcome: 'rate_limited' }, 0],
    ['answered 500', { kind: 'server_error' }, { outcome: 'unknown', reason: 'provider_error' }, 0],
    ['cut off before', { kind: 'reset' }, { outcome: 'unknown', reason: 'connection_lost' }, 0],
    ['cut off after', { kind: 'reset', after: true }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
    ['left hanging', { kind: 'hang', after: true }, { outcome: 'unknown', reason: 'timed_out' }, 1],
    ['half answered', { kind: 'truncated_body' }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
  ];

  test.each(faults)('%s', async (_name, fault, failed, taken) => {
    const { order, paymentRef } = await stand.held();
    const operation = stand.under().captureOperation;
    await stand.under().world.control.armFault({ ...fault, provider: stand.rail().name, operation } as FaultRequest);
    const before = await requestsOf(stand.under(), operation);
    const called = await stand.rail().capture({ ...identity(ids(order)), ...usd(60_000), paymentRef });
    expect(called).toMatchObject({ failed });
    expect(await requestsOf(stand.under(), operation)).toBe(before + 1);
    expect(await capturesOf(stand.under(), order)).toHaveLength(taken);
  });

  test('credentials that are refused open the breaker, and nothing was sent', async () => {
    expect(await stand.under().withWrongKey().openSession(sessionOrder())).toEqual({
      failed: { outcome: 'not_sent', reason: 'credentials_refused', breaker: true },
    });
  });

  test('a port nobody listens on: nothing was sent', async () => {
    const away = stand.under().at(`http://127.0.0.1:${await deadPort()}`);
    expect(await away.openSession(sessionOrder())).toEqual({
      failed: { outcome: 'not_sent', reason: 'provider_unreachable' },
    });
  });

  test('an object of a kind that belongs to no payment is refused without asking', async () => {
    expect(await stand.rail().readPayment('balance.available', 'x')).toEqual({
      failed: { outcome: 'refused', reason: 'object_not_readable' },
    });
  });
}

function accountLines(stand: Stand): void {
  test('the account’s own list has the same lines as the payments', async () => {
    const { order } = await stand.captured();
    const { payment: _, ...reading } = await paidReading(
      stand.under(),
      sessionOrder({ ...ids(order), purpose: 'prepaid' }),
    );
    const { control } = stand.under().world;
    const { now } = await control.time();
    const window = { from: lastDay().from, to: new Date(Date.parse(now) + 60_000) };
    const refs: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Page<BalanceLine> = ok(await stand.rail().listBalance(window, cursor));
      refs.push(...page.items.map(({ ref }) => ref));
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(refs).toEqual(expect.arrayContaining(reading.balance.map(({ ref }) => ref)));
    expect(new Set(refs).size).toBe(refs.length);
  });
}

function standOn(features: RailFeatures, under: () => RailUnderTest): Stand {
  const held: Stand['held'] = async () => {
    const order = sessionOrder();
    const reading = await paidReading(under(), order);
    expect(reading.payment).toMatchObject({ status: 'held', heldMinor: order.amountMinor });
    return { order, paymentRef: paymentIn(reading).ref };
  };
  const captured: Stand['captured'] = async () => {
    const { order, paymentRef } = await held();
    ok(await under().rail.capture({ ...identity(ids(order)), paymentRef, ...usd(60_000) }));
    return { order, paymentRef };
  };
  return { features, under, rail: () => under().rail, held, captured };
}

/**
 * What every payment rail keeps. A rail's own test file calls this once, with the features it declares, so that what a rail does
 * not offer is tested to be refused rather than skipped.
 */
export function keepsTheRailContract(features: RailFeatures, start: () => Promise<RailUnderTest>): void {
  let started: RailUnderTest;
  beforeAll(async () => {
    started = await start();
  });
  afterEach(() => started.world.control.disarmFault());
  afterAll(() => started.world.stop());
  const stand = standOn(features, () => started);

  test('declares its features truly', () => {
    expect(stand.rail().features).toEqual(features);
  });
  describe('a hosted page', () => hostedPages(stand));
  describe('a capture', () => captures(stand));
  describe('a hold', () => holds(stand));
  describe('a refund', () => refunds(stand));
  if (features.balanceLines) describe('the account', () => accountLines(stand));
  describe('a call that fails says what is really known', () => failures(stand));
}
