import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentNotified } from '@loop/contracts';
import { settle } from '@loop/testkit';
import Stripe from 'stripe';
import { type Gateway, SECRET, STRIPE_SOURCE, signStripe, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.system.close());

const event = (id: string, rest: Record<string, unknown> = {}) =>
  JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    type: 'checkout.session.completed',
    created: 1_790_000_000,
    livemode: false,
    api_version: Stripe.API_VERSION,
    data: { object: { id: `cs_${id}`, object: 'checkout.session', note: 'Zoë \u00e9' } },
    ...rest,
  });

const notices = async () => (await gateway.system.tap.published(paymentNotified)).map(({ data }) => data);

/** Notices about an object, once there is at least one. */
const noticesOf = (objectId: string) =>
  settle(async () => {
    const own = (await notices()).filter((notice) => notice.objectId === objectId);
    expect(own).not.toEqual([]);
    return own;
  });

test('a verified event is stored byte by byte, acknowledged shortly, and published', async () => {
  const payload = event('first');
  const signature = signStripe(payload);
  const response = await gateway.postStripe(payload, { 'stripe-signature': signature });
  expect([response.status, await response.text()]).toEqual([204, '']);
  const [stored] = await gateway.system.sql<{ body: Buffer; headers: object }>(
    'SELECT body, headers FROM inbound_channels.deliveries',
  );
  expect(stored?.body.equals(Buffer.from(payload))).toBe(true);
  expect(stored?.headers).toEqual({ 'stripe-signature': signature });
  const again = Stripe.webhooks.constructEvent(stored?.body ?? '', signature, SECRET);
  expect(again.id).toBe('evt_first');
  expect(await noticesOf('cs_first')).toEqual([
    expect.objectContaining({
      objectType: 'checkout.session',
      provider: 'stripe',
      providerEventId: 'evt_first',
      eventType: 'checkout.session.completed',
      apiVersion: Stripe.API_VERSION,
      mode: 'test',
      livemode: false,
      account: null,
      occurredAt: '2026-09-21T14:13:20.000Z',
    }),
  ]);
});

test('an event delivered five hundred times over is stored and published once, and always acknowledged', async () => {
  const payload = event('storm');
  const before = await gateway.kept();
  const copies = Array.from({ length: 500 }, () => gateway.postStripe(payload));
  const statuses = new Set((await Promise.all(copies)).map((response) => response.status));
  expect(statuses).toEqual(new Set([204]));
  expect(await gateway.kept()).toEqual({ deliveries: before.deliveries + 1, events: before.events + 1 });
  expect(await noticesOf('cs_storm')).toHaveLength(1);
});

test('the same id of two connected accounts is two events', async () => {
  await gateway.postStripe(event('shared', { account: 'acct_a' }));
  await gateway.postStripe(event('shared', { account: 'acct_b' }));
  await settle(async () =>
    expect((await noticesOf('cs_shared')).map(({ account }) => account).sort()).toEqual(['acct_a', 'acct_b']),
  );
});

/** Every way a delivery can be wrong, as payload and headers. */
const wrong: readonly (readonly [string, () => readonly [string | Buffer, Readonly<Record<string, string>>]])[] = [
  ['without a signature', () => [event('bad'), {}]],
  ['with an empty signature', () => [event('bad'), { 'stripe-signature': '' }]],
  [
    'signed with another secret',
    () => [event('bad'), { 'stripe-signature': signStripe(event('bad'), { secret: 'whsec_of_somebody' }) }],
  ],
  ['that is stale', () => [event('bad'), { 'stripe-signature': signStripe(event('bad'), { ageS: 302 }) }]],
  ['from the future', () => [event('bad'), { 'stripe-signature': signStripe(event('bad'), { ageS: -302 }) }]],
  [
    'tampered with',
    () => [event('bad').replace('cs_bad', 'cs_evil'), { 'stripe-signature': signStripe(event('bad')) }],
  ],
  [
    'written anew',
    () => [JSON.stringify(JSON.parse(event('bad')), null, 1), { 'stripe-signature': signStripe(event('bad')) }],
  ],
  [
    'with its escapes resolved',
    () => [event('bad').replace('ë', '\\u00eb'), { 'stripe-signature': signStripe(event('bad')) }],
  ],
  ['behind a byte-order mark', () => [`\ufeff${event('bad')}`, { 'stripe-signature': signStripe(event('bad')) }]],
  ['with its last byte missing', () => [event('bad').slice(0, -1), { 'stripe-signature': signStripe(event('bad')) }]],
];

test.each(wrong)('a delivery %s is refused without detail, and nothing is stored', async (_how, made) => {
  const before = await gateway.kept();
  const [payload, headers] = made();
  const response = await gateway.postStripe(payload, headers);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(expect.objectContaining({ title: 'Not verified' }));
  expect(await gateway.kept()).toEqual(before);
});

test('a signature header sent twice is refused', async () => {
  const payload = event('twice');
  const signature = signStripe(payload);
  const before = await gateway.kept();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const url = new URL(`${gateway.service.url}/webhooks/stripe/${STRIPE_SOURCE}`);
    const headers = { 'stripe-signature': [signature, signature], 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end(payload);
  });
  expect(status).toBe(400);
  expect(await gateway.kept()).toEqual(before);
});

test('a source nobody knows is not found, however well it is signed', async () => {
  const payload = event('elsewhere');
  const before = await gateway.kept();
  for (const path of ['stripe/stripe-unknown', 'stripe/short', 'sendgrid/stripe-Zk3v9Q', 'paypal/stripe-Zk3v9Q']) {
    const headers = { 'stripe-signature': signStripe(payload) };
    const response = await fetch(`${gateway.service.url}/webhooks/${path}`, { method: 'POST', body: payload, headers });
    expect(response.status).toBe(404);
  }
  expect(await gateway.kept()).toEqual(before);
});

test.each([
  ['of live money in test mode', event('live', { livemode: true }), 'quarantined', 'livemode_mismatch'],
  ['of another API', event('old', { api_version: '2020-08-27' }), 'quarantined', 'api_version_mismatch'],
  ['of a type nobody uses', event('plan', { type: 'plan.created' }), 'stored', 'unused_type'],
  ['that is none', 'signed, but no event', 'quarantined', 'unreadable'],
])(
  'a verified event %s is kept and acknowledged, and leads to nothing',
  async (_what, payload, disposition, reason) => {
    const before = (await notices()).length;
    expect((await gateway.postStripe(payload)).status).toBe(204);
    const [row] = await gateway.system.sql(
      'SELECT disposition, reason FROM inbound_channels.provider_events WHERE reason = $1',
      [reason],
    );
    expect(row).toEqual({ disposition, reason });
    await gateway.postStripe(event(`after-${reason}`.replaceAll('-', '_')));
    await noticesOf(`cs_after_${reason}`);
    expect(await notices()).toHaveLength(before + 1);
  },
);

test('a delivery larger than any is refused before it is read whole', async () => {
  const before = await gateway.kept();
  const response = await gateway.postStripe(Buffer.alloc(1_200_000, 0x20), { 'stripe-signature': 't=1,v1=0' });
  expect(response.status).toBe(413);
  expect(await gateway.kept()).toEqual(before);
});
