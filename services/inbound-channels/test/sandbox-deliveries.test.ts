import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { messageStatusChanged, paymentNotified } from '@loop/contracts';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';
import {
  type Gateway,
  PAYPAL_PRIVATE_KEY,
  PAYPAL_SOURCE,
  PAYPAL_WEBHOOK_ID,
  SECRET,
  SENDGRID_PRIVATE_KEY,
  SENDGRID_SOURCE,
  STRIPE_SOURCE,
  startGateway,
} from './gateway.ts';

let stateDir: string;
let sandbox: Sandbox;
let outside: SandboxClient;
let gateway: Gateway;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  sandbox = await startSandbox({ stateDir, port: 0 });
  outside = new SandboxClient(sandbox.url);
  gateway = await startGateway({ mode: 'sandbox', sandboxUrl: sandbox.url });
  const at = `${gateway.service.url}/webhooks`;
  await outside.configureWebhooks({
    stripe: { url: `${at}/stripe/${STRIPE_SOURCE}`, secret: SECRET },
    sendgrid: { url: `${at}/sendgrid/${SENDGRID_SOURCE}`, privateKeyPem: SENDGRID_PRIVATE_KEY },
    paypal: {
      url: `${at}/paypal/${PAYPAL_SOURCE}`,
      webhookId: PAYPAL_WEBHOOK_ID,
      privateKeyPem: PAYPAL_PRIVATE_KEY,
    },
  });
});

afterAll(async () => {
  await gateway.system.close();
  await sandbox.stop();
  rmSync(stateDir, { recursive: true });
});

/** Has the sandbox take a mail, as outreach would; returns our id of it. */
async function sendMail(to: string): Promise<string> {
  const messageId = randomUUID();
  const response = await fetch(`${sandbox.url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: 'Bearer SG.sandbox-loop', 'content-type': 'application/json' },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: to }] }],
      from: { email: 'hello@weltloop.studio' },
      subject: 'A proposal',
      content: [{ type: 'text/plain', value: 'Hello' }],
      custom_args: { message_id: messageId, effect_id: randomUUID(), tenant_id: DEFAULT_TENANT_ID },
    }),
  });
  expect(response.status).toBe(202);
  return messageId;
}

test('what the sandbox delivers doubled, late and out of order is published once', async () => {
  for (const kind of ['webhook_doubled', 'webhook_out_of_order'] as const)
    await outside.armFault({ provider: 'sendgrid', kind, count: 2 });
  const messageId = await sendMail('nils@harrowmere.org');
  await settle(async () => {
    const deliveries = await outside.deliveries();
    expect(deliveries.length).toBeGreaterThan(1);
    expect(deliveries.map(({ state }) => state)).toEqual(deliveries.map(() => 'delivered'));
  });
  await settle(async () => {
    const statuses = (await gateway.system.tap.published(messageStatusChanged)).filter(
      ({ data }) => data.messageId === messageId,
    );
    expect(statuses.map(({ data }) => data.status).sort()).toEqual(['accepted', 'delivered']);
    expect(statuses.every(({ data }) => data.mode === 'sandbox')).toBe(true);
  });
  const rows = await gateway.system.sql('SELECT status FROM inbound_channels.outbound_messages WHERE message_id = $1', [
    messageId,
  ]);
  expect(rows).toEqual([{ status: 'delivered' }]);
});

/** Calls the sandbox's Stripe as payments would; resolves to the id of what it answers. */
async function callStripe(path: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(`${sandbox.url}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_sandbox_loop' },
    body: new URLSearchParams(form),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

test("the sandbox's Stripe is believed, and a doubled notice of it is published once", async () => {
  await outside.armFault({ provider: 'stripe', kind: 'webhook_doubled', count: 1 });
  const session = await callStripe('checkout/sessions', {
    mode: 'payment',
    success_url: 'https://harrowmere.org/paid',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '1200',
    'line_items[0][price_data][product_data][name]': 'A milestone',
  });
  await callStripe(`checkout/sessions/${session}/expire`);
  await settle(async () => {
    const ofStripe = (await outside.deliveries()).filter(({ provider }) => provider === 'stripe');
    expect(ofStripe.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });
  await settle(async () => {
    const notices = (await gateway.system.tap.published(paymentNotified)).map(({ data }) => data);
    expect(notices).toEqual([
      expect.objectContaining({
        objectId: session,
        eventType: 'checkout.session.expired',
        mode: 'sandbox',
        livemode: false,
      }),
    ]);
  });
});

/** A call of the sandbox's PayPal, as payments would make it. */
async function callPayPal(
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body });
  expect(response.ok).toBe(true);
  return (await response.json()) as Record<string, string>;
}

test("the sandbox's PayPal is believed, and a doubled notice of it is published once", async () => {
  await outside.armFault({ provider: 'paypal', kind: 'webhook_doubled', count: 1 });
  const basic = Buffer.from('paypal_sandbox_loop:paypal_sandbox_loop').toString('base64');
  const granted = await callPayPal('/v1/oauth2/token', 'grant_type=client_credentials', {
    authorization: `Basic ${basic}`,
  });
  const order = await callPayPal(
    '/v2/checkout/orders',
    JSON.stringify({ intent: 'AUTHORIZE', purchase_units: [{ amount: { currency_code: 'USD', value: '12.00' } }] }),
    { authorization: `Bearer ${granted['access_token']}` },
  );
  const orderId = order['id'] ?? '';
  await fetch(`${sandbox.url}/checkoutnow?token=${orderId}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'approve' }),
  });
  await settle(async () => {
    const ofPayPal = (await outside.deliveries()).filter(({ provider }) => provider === 'paypal');
    expect(ofPayPal.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  });
  await settle(async () => {
    const all = (await gateway.system.tap.published(paymentNotified)).map(({ data }) => data);
    expect(all.filter(({ provider }) => provider === 'paypal')).toEqual([
      expect.objectContaining({ objectId: orderId, objectType: 'order', eventType: 'CHECKOUT.ORDER.APPROVED' }),
    ]);
  });
});
