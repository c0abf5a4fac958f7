import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { payHeldMilestone } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';
import { type ReceivedWebhook, WebhookReceiver } from './webhook-receiver.ts';

const require = createRequire(import.meta.url);
const { EventWebhook, EventWebhookHeader } =
  require('@sendgrid/eventwebhook') as typeof import('@sendgrid/eventwebhook');

const secret = 'whsec_sandbox_tests';
const mail = {
  to: 'ines@mossgrovetoolshed.org',
  from: 'studio@northlight-works.com',
  subject: 'Proposal',
  text: 'Hello',
};

const openEvent = ({ headers, body }: ReceivedWebhook): Stripe.Event =>
  new Stripe('sk_sandbox_verify').webhooks.constructEvent(body, String(headers['stripe-signature']), secret);

const header = (webhook: ReceivedWebhook, name: string): string => String(webhook.headers[name.toLowerCase()]);

test('every step of a held payment arrives as an event the real SDK accepts', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ stripe: { url: receiver.url, secret } });
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.capture(id);
  const arrived = await receiver.until((received) => received.length === 7);
  const events = arrived.map(openEvent);
  expect(events.map(({ type }) => type).sort()).toEqual([
    'charge.captured',
    'charge.succeeded',
    'charge.updated',
    'checkout.session.completed',
    'payment_intent.amount_capturable_updated',
    'payment_intent.created',
    'payment_intent.succeeded',
  ]);
  for (const event of events) {
    expect(event).toMatchObject({ object: 'event', livemode: false, api_version: Stripe.API_VERSION });
    expect((await stripe.events.retrieve(event.id)).data.object).toEqual(event.data.object);
  }
});

test('a body changed on the way is refused by the real SDK', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ stripe: { url: receiver.url, secret } });
  await payHeldMilestone(harness.stripe(), harness.sandbox.url);
  const [first] = await receiver.until((received) => received.length > 0);
  if (!first) throw new Error('nothing arrived');
  expect(() => openEvent({ ...first, body: first.body.replace('"livemode": false', '"livemode": true') })).toThrow();
});

test('mail events are signed as SendGrid signs them and carry the custom arguments', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ sendgrid: { url: receiver.url } });
  await harness.mailer().send({ ...mail, customArgs: { effect_id: 'e-1' } });
  const [webhook] = await receiver.until((received) => received.length === 1);
  if (!webhook) throw new Error('nothing arrived');
  const { sendgrid } = await harness.control.webhooks();
  const verifier = new EventWebhook();
  const key = verifier.convertPublicKeyToECDSA(sendgrid?.publicKey ?? '');
  const signature = header(webhook, EventWebhookHeader.SIGNATURE());
  const timestamp = header(webhook, EventWebhookHeader.TIMESTAMP());
  expect(verifier.verifySignature(key, webhook.body, signature, timestamp)).toBe(true);
  expect(verifier.verifySignature(key, webhook.body.trimEnd(), signature, timestamp)).toBe(false);
  expect(webhook.body.endsWith('\r\n')).toBe(true);
  const events = JSON.parse(webhook.body) as Record<string, unknown>[];
  expect(events.map(({ event }) => event)).toEqual(['processed', 'delivered']);
  expect(events[1]).toMatchObject({ email: mail.to, effect_id: 'e-1' });
  expect(new Set(events.map((event) => event['sg_event_id'])).size).toBe(2);
});

test('bounces, complaints and clicks are reported, and a bounced address gets no further mail', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ sendgrid: { url: receiver.url } });
  const to = 'bounce.ines@mossgrovetoolshed.org';
  await harness.mailer().send({ ...mail, to });
  await harness.mailer().send({ ...mail, to });
  await harness.mailer().send(mail);
  const [delivered] = await harness.control.mailbox({ to: mail.to });
  await harness.control.reportMailEvent(String(delivered?.id), 'click', 'http://portal.localhost:4000/d');
  await harness.control.reportMailEvent(String(delivered?.id), 'spamreport');
  const arrived = await receiver.until((received) => received.length === 5);
  const events = arrived.flatMap(({ body }) => JSON.parse(body) as { event: string; reason?: string }[]);
  expect(events.map(({ event }) => event).sort()).toEqual([
    'bounce',
    'click',
    'delivered',
    'dropped',
    'processed',
    'processed',
    'spamreport',
  ]);
  expect((await harness.control.mailbox({ to }))[0]).toMatchObject({ status: 'dropped' });
});

test('a webhook is repeated until it is accepted', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.answers.push(500, 503);
  await using harness = await SandboxHarness.start({ sendgrid: { url: receiver.url } });
  await harness.mailer().send(mail);
  const [first, second, third] = await receiver.until((received) => received.length === 3);
  expect(second?.body).toBe(first?.body);
  expect(third?.body).toBe(first?.body);
});

test('a webhook that is due when the sandbox stops goes out after the next start', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ stripe: { url: 'http://127.0.0.1:9/nobody', secret } });
  await payHeldMilestone(harness.stripe(), harness.sandbox.url);
  await harness.control.configureWebhooks({ stripe: { url: receiver.url, secret } });
  await harness.restart();
  const arrived = await receiver.until((received) => received.length === 4);
  expect(arrived.map(openEvent).map(({ type }) => type)).toContain('checkout.session.completed');
});

test('webhooks come twice when a switch says so', async () => {
  await using receiver = await WebhookReceiver.start();
  await using harness = await SandboxHarness.start({ stripe: { url: receiver.url, secret } });
  await harness.control.armFault({ provider: 'stripe', kind: 'webhook_doubled' });
  await payHeldMilestone(harness.stripe(), harness.sandbox.url);
  const arrived = await receiver.until((received) => received.length === 8);
  expect(new Set(arrived.map(openEvent).map(({ id }) => id)).size).toBe(4);
});

test.each([{ kind: 'webhook_late', delayMs: 500 }, { kind: 'webhook_out_of_order' }] as const)(
  'a later event overtakes an earlier one under $kind',
  async (fault) => {
    await using receiver = await WebhookReceiver.start();
    await using harness = await SandboxHarness.start({ stripe: { url: receiver.url, secret } });
    await harness.control.armFault({ provider: 'stripe', count: 1, ...fault });
    await payHeldMilestone(harness.stripe(), harness.sandbox.url);
    const arrived = await receiver.until((received) => received.length === 4);
    const types = arrived.map(openEvent).map(({ type }) => type);
    expect(types.at(-1)).toBe('payment_intent.created');
  },
);
