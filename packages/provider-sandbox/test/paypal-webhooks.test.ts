import { createPublicKey, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { PayPalClient } from './paypal-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';
import { type ReceivedWebhook, WebhookReceiver } from './webhook-receiver.ts';

const webhookId = '8PT597110X687430LKGECATA';

const eventOf = ({ body }: ReceivedWebhook) => JSON.parse(body) as { id: string; event_type: string };

function isSigned({ headers, body }: ReceivedWebhook, publicKey: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const [id, time, signature] = ['id', 'time', 'sig'].map((name) => String(headers[`paypal-transmission-${name}`]));
  const signed = `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  return verify('sha256', Buffer.from(signed), key, Buffer.from(signature ?? '', 'base64'));
}

test('every step of a held payment arrives signed, and is listed at PayPal for 30 days', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ paypal: { url: receiver.url, webhookId } });
  const paypal = new PayPalClient(harness.sandbox.url);
  const held = await paypal.hold();
  await paypal.post(`/v2/payments/authorizations/${held}/capture`);
  const arrived = await receiver.until((received) => received.length === 4);
  const { paypal: endpoint } = await harness.control.webhooks();
  expect(arrived.every((webhook) => isSigned(webhook, endpoint?.publicKey ?? ''))).toBe(true);
  expect(arrived.every((webhook) => webhook.headers['paypal-auth-algo'] === 'SHA256withRSA')).toBe(true);
  const events = arrived.map(eventOf);
  expect(events.map(({ event_type }) => event_type).sort()).toEqual([
    'CHECKOUT.ORDER.APPROVED',
    'CHECKOUT.ORDER.COMPLETED',
    'PAYMENT.AUTHORIZATION.CREATED',
    'PAYMENT.CAPTURE.COMPLETED',
  ]);
  const { body } = await paypal.get('/v1/notifications/webhooks-events?page_size=300');
  expect((body['events'] as { id: string }[]).map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
  await harness.control.advance(31 * 86_400_000);
  const later = new PayPalClient(harness.sandbox.url);
  const listed = (await later.get('/v1/notifications/webhooks-events')).body['events'] as { event_type: string }[];
  expect(listed.map(({ event_type }) => event_type)).toEqual([]);
});

test('webhooks come twice, and late, when switches say so', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ paypal: { url: receiver.url, webhookId } });
  await harness.control.armFault({ provider: 'paypal', kind: 'webhook_doubled', count: 1 });
  await harness.control.armFault({ provider: 'paypal', kind: 'webhook_out_of_order', count: 1 });
  await new PayPalClient(harness.sandbox.url).hold();
  const arrived = await receiver.until((received) => received.length === 4);
  const types = arrived.map(eventOf).map(({ event_type }) => event_type);
  expect(types.filter((type) => type === 'CHECKOUT.ORDER.APPROVED')).toHaveLength(2);
  expect(types.at(-1)).toBe('CHECKOUT.ORDER.APPROVED');
  const ids = arrived.map(({ headers }) => headers['paypal-transmission-id']);
  expect(new Set(ids).size).toBe(4);
});
