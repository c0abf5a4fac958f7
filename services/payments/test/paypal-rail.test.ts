import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Called, OrderIdentity, PaymentRail, SessionOrder } from '../dist/providers/payment-rail.js';
import { paypalRail } from '../dist/providers/paypal-rail.js';
import { decideAtPayPal, type OutsideWorld, startOutsideWorld } from './outside-world.ts';

const DAY_MS = 86_400_000;

let world: OutsideWorld;
let rail: PaymentRail;

beforeAll(async () => {
  world = await startOutsideWorld();
});
beforeEach(() => {
  rail = railTo(world.sandbox.url);
});
afterEach(async () => {
  await world.control.disarmFault();
  const usual = { doRefundsPend: false, doCapturesPend: false, isPayerPoorAfterHonour: false, paymentKeyHours: 1080 };
  await world.control.paypal.configure(usual);
});
afterAll(() => world.stop());

function railTo(baseUrl: string): PaymentRail {
  return paypalRail({
    clientId: 'paypal_sandbox_loop',
    clientSecret: 'paypal_sandbox_loop',
    baseUrl,
    live: false,
    timeoutMs: 1_500,
  });
}

function identity(): OrderIdentity {
  const operationId = randomUUID();
  return {
    tenantId: randomUUID(),
    contractId: randomUUID(),
    milestoneId: randomUUID(),
    operationId,
    correlationId: randomUUID(),
    traceparent: null,
    idempotencyKey: `op:${operationId}`,
  };
}

function order(rest: Partial<SessionOrder> = {}): SessionOrder {
  const urls = {
    successUrl: 'https://rooms.tidewell-studio.com/client-room/1?paid=1',
    cancelUrl: 'https://rooms.tidewell-studio.com/client-room/1',
  };
  const amount = { amountMinor: 60_000, currency: 'USD' };
  return { ...identity(), ...amount, ...urls, purpose: 'hold', title: 'First draft', customerRef: null, ...rest };
}

function must<T>(called: Called<T>): T {
  if ('failed' in called) throw new Error(JSON.stringify(called.failed));
  return called.ok;
}

/** A page on which the client has agreed. */
async function approved(wish = order()): Promise<string> {
  const { ref } = must(await rail.openSession(wish));
  await decideAtPayPal(world, ref, 'approve');
  return ref;
}

const completing = (wish: SessionOrder, sessionRef: string) => ({
  ...wish,
  ...identity(),
  purpose: wish.purpose === 'prepaid' ? ('prepaid' as const) : ('hold' as const),
  from: { sessionRef },
});

async function held(wish = order()): Promise<string> {
  const { payment } = must(await rail.placeHold(completing(wish, await approved(wish))));
  return payment?.ref ?? '';
}

const taking = (paymentRef: string, amountMinor = 60_000, currency = 'USD') => {
  return { ...identity(), paymentRef, amountMinor, currency };
};

async function captured(amountMinor = 60_000): Promise<string> {
  const ref = await held();
  must(await rail.capture(taking(ref, amountMinor)));
  return ref;
}

const capturesOf = async (paymentRef: string) =>
  (await world.control.captures()).filter(({ paymentIntent }) => paymentIntent === paymentRef);

async function requestsOf(operation: string): Promise<number> {
  const entries = await world.control.log({ provider: 'paypal', kind: 'request', limit: 10_000 });
  return entries.filter(({ data }) => data['operation'] === operation).length;
}

describe('a page to approve on', () => {
  test('is PayPal’s, open, and the same when asked for again under its key', async () => {
    const wish = order();
    const first = must(await rail.openSession(wish));
    const address = `http://paypal.localhost:${world.sandbox.port}/checkoutnow?token=${first.ref}`;
    expect(first).toMatchObject({ status: 'open', url: address });
    expect(must(await rail.openSession(wish))).toEqual(first);
    expect(must(await rail.readSession(first.ref))).toEqual(first);
  });

  test('that was approved says so and holds nothing until we place the hold', async () => {
    const wish = order();
    const ref = await approved(wish);
    expect(must(await rail.readSession(ref))).toMatchObject({ status: 'approved', url: null });
    const { contractId, milestoneId, operationId, tenantId } = wish;
    expect(must(await rail.readPayment('order', ref))).toMatchObject({
      rail: 'paypal',
      order: { contractId, milestoneId, operationId, tenantId },
      session: { ref, purpose: 'hold', status: 'approved' },
      payment: null,
      live: false,
    });
  });

  test('whose client pays with a refused card is open again, and nothing is held', async () => {
    const wish = order();
    const { ref } = must(await rail.openSession(wish));
    await decideAtPayPal(world, ref, 'decline');
    expect(await rail.placeHold(completing(wish, ref))).toMatchObject({
      failed: { outcome: 'refused', reason: 'payer_action_required', detail: expect.stringContaining('another way') },
    });
    expect(must(await rail.readSession(ref))).toMatchObject({ status: 'open', url: expect.any(String) });
  });

  test('that nobody approved in time has expired, and so has one that PayPal has forgotten', async () => {
    const { ref } = must(await rail.openSession(order()));
    await world.control.advance(4 * 3_600_000);
    expect(must(await rail.readSession(ref))).toMatchObject({ status: 'expired', url: null });
    expect(must(await rail.readSession('5O190127TN364715T'))).toMatchObject({ status: 'expired', url: null });
  });

  test.each([
    ['a currency PayPal is not paid in', { currency: 'KWD', amountMinor: 1_230 }, 'currency_not_supported'],
    ['decimals of forints', { currency: 'HUF', amountMinor: 500_050 }, 'currency_not_supported'],
    ['a card to be saved', { purpose: 'save_card' as const }, 'not_offered'],
  ])('is not asked for over %s', async (_what, rest, reason) => {
    const before = await requestsOf('orders.create');
    expect(await rail.openSession(order(rest))).toEqual({ failed: { outcome: 'refused', reason } });
    expect(await requestsOf('orders.create')).toBe(before);
  });

  test('takes yen without decimals and forints in whole ones', async () => {
    for (const [currency, amountMinor] of [['JPY', 5_000] as const, ['HUF', 500_000] as const]) {
      const wish = order({ currency, amountMinor });
      const { payment } = must(await rail.placeHold(completing(wish, await approved(wish))));
      expect(payment).toMatchObject({ heldMinor: amountMinor, currency });
    }
  });
});

describe('a hold', () => {
  test('ends after 29 days, and may be renewed from the fourth', async () => {
    const { payment } = must(await rail.readPayment('order', await held()));
    const startMs = Date.parse((await world.control.time()).now);
    expect(payment).toMatchObject({ status: 'held', heldMinor: 60_000, capturedMinor: 0, currency: 'USD' });
    const endsInDays = ((payment?.captureBefore?.getTime() ?? 0) - startMs) / DAY_MS;
    const renewableInDays = ((payment?.renewableFrom?.getTime() ?? 0) - startMs) / DAY_MS;
    expect([Math.round(endsInDays), Math.round(renewableInDays)]).toEqual([29, 3]);
  });

  test('is renewed once under the name of its payment, and captured from the renewal', async () => {
    const ref = await held();
    const renewal = taking(ref);
    expect(await rail.reauthorize(renewal)).toMatchObject({ failed: { outcome: 'refused' } });
    await world.control.advance(4 * DAY_MS);
    await world.control.paypal.configure({ isPayerPoorAfterHonour: true });
    const { payment } = must(await rail.reauthorize(taking(ref)));
    expect(payment).toMatchObject({ ref, status: 'held', heldMinor: 60_000, renewableFrom: null });
    expect(must(await rail.readPayment('order', ref)).payment).toEqual(payment);
    expect(must(await rail.capture(taking(ref))).payment).toMatchObject({ ref, status: 'captured' });
  });

  test('that we release is voided, and one that ran out has expired', async () => {
    const released = { ...identity(), paymentRef: await held() };
    expect(must(await rail.voidHold(released)).payment).toMatchObject({ status: 'voided', heldMinor: 0 });
    expect(must(await rail.voidHold(released)).payment).toMatchObject({ status: 'voided' });
    expect(must(await rail.readPayment('order', released.paymentRef)).payment).toMatchObject({ status: 'voided' });
    const left = await held();
    await world.control.advance(30 * DAY_MS);
    expect(must(await rail.readPayment('order', left)).payment).toMatchObject({ status: 'expired', heldMinor: 0 });
    expect(await rail.capture(taking(left))).toMatchObject({ failed: { reason: 'authorization_voided' } });
  });

  test('whose answer was lost is found in its order, and one that was never placed is surely not there', async () => {
    const wish = order();
    const ref = await approved(wish);
    const sought = { operationId: randomUUID(), kind: 'place_hold' as const, customerRef: null, sentAfter: new Date() };
    expect(must(await rail.findByOperation({ ...sought, paymentRef: ref }))).toBeUndefined();
    await world.control.armFault({ provider: 'paypal', kind: 'reset', operation: 'orders.authorize', after: true });
    expect(await rail.placeHold(completing(wish, ref))).toMatchObject({ failed: { outcome: 'unknown' } });
    expect(must(await rail.findByOperation({ ...sought, paymentRef: ref }))).toMatchObject({
      payment: { status: 'held' },
    });
  });
});

describe('a capture', () => {
  test('takes what is asked for once, under its key and its operation, and releases the rest', async () => {
    const ref = await held();
    const wish = taking(ref, 36_000);
    const first = must(await rail.capture(wish));
    expect(first.payment).toMatchObject({ status: 'captured', capturedMinor: 36_000, heldMinor: 0 });
    expect(first.balance).toMatchObject([{ kind: 'charge', amountMinor: 36_000, feeMinor: 1_305, currency: 'USD' }]);
    expect(must(await rail.capture(wish)).payment).toEqual(first.payment);
    const { idempotencyKey } = wish;
    expect(await capturesOf(ref)).toMatchObject([{ amountMinor: 36_000, idempotencyKey }]);
  });

  test('at 110 % of the hold, which PayPal would allow, is refused here and never sent', async () => {
    const ref = await held();
    const before = await requestsOf('authorizations.capture');
    expect(await rail.capture(taking(ref, 66_000))).toEqual({
      failed: { outcome: 'refused', reason: 'amount_too_large' },
    });
    expect(await rail.capture(taking(ref, 60_000, 'EUR'))).toMatchObject({ failed: { reason: 'currency_mismatch' } });
    expect(await requestsOf('authorizations.capture')).toBe(before);
  });

  test('is not repeated under another key', async () => {
    const ref = await captured();
    expect(await rail.capture(taking(ref))).toMatchObject({ failed: { reason: 'authorization_captured' } });
    expect(await capturesOf(ref)).toHaveLength(1);
  });

  test('that pends has not been received', async () => {
    const ref = await held();
    await world.control.paypal.configure({ doCapturesPend: true });
    expect(must(await rail.capture(taking(ref)))).toMatchObject({ payment: { status: 'held' }, balance: [] });
    const [mine] = (await world.control.paypal.payments()).filter((one) => one.order === ref);
    await world.control.paypal.endCapture(mine?.captures[0]?.id ?? '', 'COMPLETED');
    expect(must(await rail.readPayment('order', ref)).payment).toMatchObject({ status: 'captured' });
  });

  test('of a prepayment follows its approval', async () => {
    const wish = order({ purpose: 'prepaid' });
    const reading = must(await rail.placeHold(completing(wish, await approved(wish))));
    expect(reading).toMatchObject({
      session: { purpose: 'prepaid', status: 'complete' },
      payment: { status: 'captured', capturedMinor: 60_000, captureBefore: null },
      balance: [{ kind: 'charge', amountMinor: 60_000, feeMinor: 2_143 }],
    });
  });
});

describe('a refund', () => {
  test('goes back once, with its reason and its operation, and is found by it', async () => {
    const ref = await captured();
    const wish = { ...taking(ref, 20_000), reason: 'goodwill' };
    const { balance, refunds } = must(await rail.refund(wish));
    const { operationId } = wish;
    expect(refunds).toMatchObject([{ status: 'succeeded', amountMinor: 20_000, reason: 'goodwill', operationId }]);
    expect(balance.map(({ amountMinor, kind }) => [kind, amountMinor])).toEqual([
      ['charge', 60_000],
      ['refund', -20_000],
    ]);
    await world.control.paypal.configure({ paymentKeyHours: 0 });
    await world.control.advance(1_000);
    must(await rail.refund(wish));
    expect((await world.control.log({ kind: 'payment.refunded', limit: 10_000 })).length).toBe(1);
    const sought = { kind: 'refund' as const, paymentRef: ref, customerRef: null, sentAfter: new Date() };
    expect(must(await rail.findByOperation({ ...sought, operationId }))).toMatchObject({ refunds: [{ operationId }] });
    expect(must(await rail.findByOperation({ ...sought, operationId: randomUUID() }))).toBeUndefined();
    expect(await rail.refund({ ...taking(ref, 40_001), reason: 'goodwill' })).toMatchObject({
      failed: { reason: 'amount_too_large' },
    });
  });

  test('pends and fails without a line in the account', async () => {
    const ref = await captured();
    await world.control.paypal.configure({ doRefundsPend: true });
    const { refunds } = must(await rail.refund({ ...taking(ref, 60_000), reason: 'goodwill' }));
    expect(refunds).toMatchObject([{ status: 'pending' }]);
    await world.control.paypal.endRefund(refunds[0]?.ref ?? '', 'FAILED');
    const read = must(await rail.readPayment('refund', refunds[0]?.ref ?? ''));
    expect(read).toMatchObject({ payment: { ref, capturedMinor: 60_000 }, refunds: [{ status: 'failed' }] });
    expect(read.balance.map(({ kind }) => kind)).toEqual(['charge']);
  });
});

test('a dispute is an inquiry until it takes the money, and what it took comes back when it is won', async () => {
  const ref = await captured();
  const [mine] = (await world.control.paypal.payments()).filter((one) => one.order === ref);
  const capture = mine?.captures[0]?.id ?? '';
  const dispute = await world.control.paypal.openDispute({ capture });
  const read = async () => {
    const { balance, disputes } = must(await rail.readPayment('dispute', dispute));
    return [
      disputes[0]?.status,
      ...balance
        .slice(1)
        .map(({ amountMinor, kind }) => `${kind} ${amountMinor}`)
        .sort(),
    ];
  };
  expect(await read()).toEqual(['inquiry']);
  await world.control.paypal.escalateDispute(dispute);
  expect(await read()).toEqual(['disputed', 'dispute_withdrawal -60000']);
  await world.control.advance(20 * DAY_MS);
  await world.control.paypal.resolveDispute(dispute, 'RESOLVED_SELLER_FAVOUR');
  expect(await read()).toEqual(['won', 'dispute_reinstatement 60000', 'dispute_withdrawal -60000']);
});

test.each(['order', 'authorization', 'capture', 'charge', 'dispute'] as const)(
  'whatever a notice or a line of the account names leads to the one payment: %s',
  async (type) => {
    const ref = await captured();
    const [mine] = (await world.control.paypal.payments()).filter((one) => one.order === ref);
    // A line of the account names the capture, whether it tells of the charge or of a dispute.
    const others = { order: ref, authorization: mine?.authorizations[0]?.id };
    const named = type === 'order' || type === 'authorization' ? others[type] : mine?.captures[0]?.id;
    expect(must(await rail.readPayment(type, named ?? ''))).toMatchObject({ payment: { ref, status: 'captured' } });
  },
);

test('the lists tell the same lines as the readings, over any stretch of time, and every event once', async () => {
  const ref = await captured();
  const { balance } = must(await rail.readPayment('order', ref));
  await world.control.paypal.withdraw(50_000, 'USD');
  const nowMs = Date.parse((await world.control.time()).now);
  const window = { from: new Date(nowMs - 100 * DAY_MS), to: new Date(nowMs + DAY_MS) };
  const all = async <T>(
    list: (cursor: string | null) => Promise<Called<{ items: readonly T[]; next: string | null }>>,
  ) => {
    const items: T[] = [];
    for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
      const page: { items: readonly T[]; next: string | null } = must(await list(cursor));
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  };
  const lines = await all((cursor) => rail.listBalance(window, cursor));
  const [line] = lines.filter((one) => one.ref === balance[0]?.ref);
  expect(line).toMatchObject({ ...balance[0], occurredAt: expect.any(Date), availableAt: expect.any(Date) });
  expect(new Set(lines.map((one) => one.ref)).size).toBe(lines.length);
  const payouts = await all((cursor) => rail.listPayouts(window, cursor));
  expect(payouts).toMatchObject([{ status: 'paid', amountMinor: 50_000, currency: 'USD', balanceRefs: null }]);
  const events = await all((cursor) => rail.listEvents(window, cursor));
  expect(
    events
      .filter(({ objectRef }) => objectRef === ref)
      .map(({ eventType }) => eventType)
      .sort(),
  ).toEqual(['CHECKOUT.ORDER.APPROVED', 'CHECKOUT.ORDER.COMPLETED']);
  expect(new Set(events.map(({ providerEventId }) => providerEventId)).size).toBe(events.length);
});

describe('beside what every rail keeps', () => {
  test.each(['orders.get', 'oauth2.token'])('a look or a token that fails sent nothing: %s', async (operation) => {
    const ref = await held();
    for (const kind of ['server_error', 'reset', 'truncated_body'] as const) {
      await world.control.armFault({ provider: 'paypal', kind, operation });
      const fresh = railTo(world.sandbox.url);
      expect(await fresh.capture(taking(ref))).toMatchObject({ failed: { outcome: 'not_sent' } });
      await world.control.disarmFault();
    }
    expect(await capturesOf(ref)).toEqual([]);
  });

  test('a token that ended, or was taken back, is renewed without a second of anything', async () => {
    const ref = await held();
    await world.control.paypal.revokeTokens();
    must(await rail.capture(taking(ref)));
    expect(await capturesOf(ref)).toHaveLength(1);
  });

  test('however many calls want a token at once, one is asked for', async () => {
    const ref = await held();
    const before = await requestsOf('oauth2.token');
    const fresh = railTo(world.sandbox.url);
    await Promise.all(Array.from({ length: 20 }, async () => must(await fresh.readPayment('order', ref))));
    expect(await requestsOf('oauth2.token')).toBe(before + 1);
  });

  test('an object PayPal does not have is refused', async () => {
    for (const type of ['order', 'authorization', 'capture', 'refund', 'dispute']) {
      expect(await rail.readPayment(type, '5O190127TN364715T')).toEqual({
        failed: { outcome: 'refused', reason: 'resource_missing' },
      });
    }
  });
});
