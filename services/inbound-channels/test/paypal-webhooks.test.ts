import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentNotified } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Gateway, signPayPal, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.system.close());

const event = (id: string, rest: object = {}) =>
  JSON.stringify({
    id: `WH-${id}-1`,
    event_type: 'PAYMENT.AUTHORIZATION.CREATED',
    create_time: '2026-11-20T09:30:00.000Z',
    resource_type: 'authorization',
    resource_version: '2.0',
    resource: { id: `AUTH${id}`, status: 'CREATED' },
    links: [{ href: `https://api.sandbox.paypal.com/v1/notifications/webhooks-events/WH-${id}-1`, rel: 'self' }],
    ...rest,
  });

const noticesOf = (objectId: string) =>
  settle(async () => {
    const own = (await gateway.system.tap.published(paymentNotified)).filter(({ data }) => data.objectId === objectId);
    expect(own).not.toEqual([]);
    return own.map(({ data }) => data);
  });

test('a verified event is stored byte by byte, acknowledged, and published once however often it is delivered', async () => {
  const payload = event('FIRST');
  const before = await gateway.kept();
  const copies = Array.from({ length: 50 }, () => gateway.postPayPal(payload));
  const statuses = new Set((await Promise.all(copies)).map(({ status }) => status));
  expect(statuses).toEqual(new Set([204]));
  expect(await gateway.kept()).toEqual({ deliveries: before.deliveries + 1, events: before.events + 1 });
  expect(await noticesOf('AUTHFIRST')).toEqual([
    expect.objectContaining({
      objectType: 'authorization',
      provider: 'paypal',
      providerEventId: 'WH-FIRST-1',
      eventType: 'PAYMENT.AUTHORIZATION.CREATED',
      apiVersion: '2.0',
      mode: 'test',
      livemode: false,
      occurredAt: '2026-11-20T09:30:00.000Z',
    }),
  ]);
  const [stored] = await gateway.system.sql<{ body: Buffer; headers: Record<string, string> }>(
    "SELECT body, headers FROM inbound_channels.deliveries WHERE provider = 'paypal'",
  );
  expect(stored?.body.equals(Buffer.from(payload))).toBe(true);
  expect(Object.keys(stored?.headers ?? {}).sort()).toEqual([
    'paypal-transmission-id',
    'paypal-transmission-sig',
    'paypal-transmission-time',
  ]);
});

const wrong: readonly (readonly [string, () => readonly [string, Readonly<Record<string, string>>]])[] = [
  ['without a signature', () => [event('BAD'), {}]],
  ['that is stale', () => [event('BAD'), signPayPal(event('BAD'), { ageS: 302 })]],
  ['from the future', () => [event('BAD'), signPayPal(event('BAD'), { ageS: -302 })]],
  ['tampered with', () => [event('BAD').replace('AUTHBAD', 'AUTHEVIL'), signPayPal(event('BAD'))]],
  ['written anew', () => [JSON.stringify(JSON.parse(event('BAD')), null, 1), signPayPal(event('BAD'))]],
];

test.each(wrong)('a delivery %s is refused without detail, and nothing is stored', async (_how, made) => {
  const before = await gateway.kept();
  const [payload, headers] = made();
  const response = await gateway.postPayPal(payload, headers);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(expect.objectContaining({ title: 'Not verified' }));
  expect(await gateway.kept()).toEqual(before);
});

test.each([
  ['of live money in test mode', { links: [{ href: 'https://api.paypal.com/x', rel: 'self' }] }, 'livemode_mismatch'],
  ['of a type of payments nobody knows', { event_type: 'PAYMENT.SALE.COMPLETED' }, 'unknown_type'],
])('a verified event %s is kept for a person and leads to nothing', async (_what, rest, reason) => {
  const id = reason.replaceAll('_', '');
  expect((await gateway.postPayPal(event(id, rest))).status).toBe(204);
  const [row] = await gateway.system.sql(
    "SELECT disposition FROM inbound_channels.provider_events WHERE provider = 'paypal' AND reason = $1",
    [reason],
  );
  expect(row).toEqual({ disposition: 'quarantined' });
  await gateway.postPayPal(event(`AFTER${id}`));
  await noticesOf(`AUTHAFTER${id}`);
  const all = await gateway.system.tap.published(paymentNotified);
  expect(all.map(({ data }) => data.objectId)).not.toContain(`AUTH${id}`);
});
