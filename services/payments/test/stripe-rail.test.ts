import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultRequest } from '@loop/provider-sandbox';
import type { CaptureOrder, PaymentRail, SessionOrder } from '../dist/providers/payment-rail.js';
import { stripeRail } from '../dist/providers/stripe-rail.js';
import { APPROVED_CARD, type OutsideWorld, POOR_CARD, payByCard, startOutsideWorld } from './outside-world.ts';

/** What every rail must keep, shown on Stripe's over the real wire protocol. */

let world: OutsideWorld;
let rail: PaymentRail;

beforeAll(async () => {
  world = await startOutsideWorld();
  rail = stripeRail({ secretKey: 'sk_sandbox_loop', sandboxUrl: world.sandbox.url, timeoutMs: 500 });
});
afterEach(() => world.control.disarmFault());
afterAll(() => world.stop());

function order(rest: Partial<SessionOrder> = {}): SessionOrder {
  const operationId = randomUUID();
  return {
    tenantId: randomUUID(),
    contractId: randomUUID(),
    milestoneId: randomUUID(),
    operationId,
    purpose: 'hold',
    customerRef: null,
    title: 'Design and first draft',
    amountMinor: 60_000,
    currency: 'USD',
    successUrl: 'https://rooms.tidewell-studio.com/client-room/1?paid=1',
    cancelUrl: 'https://rooms.tidewell-studio.com/client-room/1',
    correlationId: randomUUID(),
    traceparent: null,
    idempotencyKey: `op:${operationId}`,
    ...rest,
  };
}

async function openedSession(wish: SessionOrder): Promise<string> {
  const called = await rail.openSession(wish);
  if ('failed' in called) throw new Error(JSON.stringify(called));
  return called.ok.ref;
}

async function heldIntent(wish = order()): Promise<string> {
  const sessionRef = await openedSession(wish);
  await payByCard(world, sessionRef, APPROVED_CARD);
  const read = await rail.readPayment('checkout.session', sessionRef);
  if ('failed' in read || read.ok.payment === null) throw new Error('The payment is not held');
  return read.ok.payment.ref;
}

async function requestsOf(operation: string): Promise<number> {
  const entries = await world.control.log({ kind: 'request', limit: 1000 });
  return entries.filter((entry) => JSON.stringify(entry).includes(`"${operation}"`)).length;
}

function captureOf(paymentRef: string, rest: Partial<CaptureOrder> = {}): CaptureOrder {
  const { successUrl: _, cancelUrl: __, title: ___, purpose: ____, customerRef: _____, ...identity } = order();
  return { ...identity, paymentRef, ...rest };
}

const capture = (paymentRef: string) => rail.capture(captureOf(paymentRef));

describe('a hosted page', () => {
  test('is open, has an address, and is the same when asked for again under its key', async () => {
    const wish = order();
    const first = await rail.openSession(wish);
    expect(first).toMatchObject({ ok: { status: 'open', url: expect.stringContaining('/c/pay/') } });
    expect(await rail.openSession(wish)).toEqual(first);
  });

  test('that holds the money is read with amount, currency, end of the hold and whose it is', async () => {
    const wish = order();
    const sessionRef = await openedSession(wish);
    await payByCard(world, sessionRef, APPROVED_CARD);
    const { contractId, milestoneId, operationId, tenantId } = wish;
    expect(await rail.readPayment('checkout.session', sessionRef)).toMatchObject({
      ok: {
        order: { contractId, milestoneId, operationId, tenantId },
        session: { ref: sessionRef, status: 'complete' },
        payment: { status: 'held', heldMinor: 60_000, currency: 'USD', captureBefore: expect.any(Date), decline: null },
        live: false,
      },
    });
  });

  test('where the card is declined is read with the reason, and nothing is held', async () => {
    const sessionRef = await openedSession(order());
    await payByCard(world, sessionRef, POOR_CARD);
    expect(await rail.readPayment('checkout.session', sessionRef)).toMatchObject({
      ok: {
        session: { status: 'open' },
        payment: { status: 'open', heldMinor: 0, decline: { code: 'insufficient_funds' } },
      },
    });
  });
});

describe('a capture', () => {
  test('takes the whole hold, once, under the key it was given', async () => {
    const paymentRef = await heldIntent();
    const idempotencyKey = `op:${randomUUID()}`;
    const wish = captureOf(paymentRef, { idempotencyKey });
    const first = await rail.capture(wish);
    expect(first).toMatchObject({ ok: { payment: { status: 'captured', capturedMinor: 60_000 } } });
    expect(await rail.capture(wish)).toMatchObject({ ok: { payment: { status: 'captured' } } });
    const captures = (await world.control.captures()).filter(({ paymentIntent }) => paymentIntent === paymentRef);
    expect(captures).toMatchObject([{ amountMinor: 60_000, idempotencyKey }]);
  });

  test('of more than is held is refused', async () => {
    const wish = captureOf(await heldIntent(), { amountMinor: 60_001 });
    expect(await rail.capture(wish)).toMatchObject({ failed: { outcome: 'refused', reason: 'amount_too_large' } });
  });
});

describe('a call that fails says what is really known', () => {
  const faults: readonly [string, Partial<FaultRequest>, object, number][] = [
    ['asked to wait', { kind: 'rate_limit', retryAfterSeconds: 7 }, { outcome: 'rate_limited' }, 0],
    ['answered 500', { kind: 'server_error' }, { outcome: 'unknown', reason: 'provider_error' }, 0],
    ['cut off before', { kind: 'reset' }, { outcome: 'unknown', reason: 'connection_lost' }, 0],
    ['cut off after', { kind: 'reset', after: true }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
    ['left hanging', { kind: 'hang', after: true }, { outcome: 'unknown', reason: 'timed_out' }, 1],
    ['half answered', { kind: 'truncated_body' }, { outcome: 'unknown', reason: 'connection_lost' }, 1],
  ];

  test.each(faults)('%s', async (_name, fault, failed, captured) => {
    const paymentRef = await heldIntent();
    await world.control.armFault({
      ...fault,
      provider: 'stripe',
      operation: 'payment_intents.capture',
    } as FaultRequest);
    const before = await requestsOf('payment_intents.capture');
    expect(await capture(paymentRef)).toMatchObject({ failed });
    expect(await requestsOf('payment_intents.capture')).toBe(before + 1);
    const captures = (await world.control.captures()).filter(({ paymentIntent }) => paymentIntent === paymentRef);
    expect(captures).toHaveLength(captured);
  });

  test('waits as long as the provider asks', async () => {
    const paymentRef = await heldIntent();
    const fault = { provider: 'stripe', kind: 'rate_limit', operation: '*', retryAfterSeconds: 7, count: 1 } as const;
    await world.control.armFault(fault);
    const startMs = Date.now();
    const called = await capture(paymentRef);
    if (!('failed' in called) || called.failed.outcome !== 'rate_limited') throw new Error('It was not asked to wait');
    expect(called.failed.until.getTime() - startMs).toBeGreaterThan(6000);
    expect(called.failed.until.getTime() - startMs).toBeLessThan(9000);
  });

  test('a key that is refused opens the breaker, and nothing was sent', async () => {
    const wrong = stripeRail({ secretKey: 'sk_wrong', sandboxUrl: world.sandbox.url });
    expect(await wrong.openSession(order())).toEqual({
      failed: { outcome: 'not_sent', reason: 'credentials_refused', breaker: true },
    });
  });

  test('a port nobody listens on: nothing was sent', async () => {
    const away = stripeRail({ secretKey: 'sk_sandbox_loop', sandboxUrl: `http://127.0.0.1:${await deadPort()}` });
    expect(await away.openSession(order())).toEqual({
      failed: { outcome: 'not_sent', reason: 'provider_unreachable' },
    });
  });

  test('an object the provider does not have is refused', async () => {
    expect(await rail.readPayment('payment_intent', 'pi_never_was')).toEqual({
      failed: { outcome: 'refused', reason: 'resource_missing' },
    });
  });
});

/** A port that was free a moment ago and is closed. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
