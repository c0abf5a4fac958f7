import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { heldOrder, idOf, type PayPalAnswer, PayPalClient, usd } from './paypal-client.ts';
import { readDescription } from './provider-descriptions.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const addFormats = createRequire(import.meta.url)('ajv-formats') as (ajv: Ajv2020) => void;

/** Schemas of one of PayPal's descriptions. Their patterns are not written for JavaScript's unicode mode. */
async function schemasOf(file: string): Promise<(pointer: string) => ValidateFunction> {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, logger: false });
  addFormats(ajv);
  ajv.addSchema(await readDescription<object>(file), 'paypal');
  return (name) => ajv.compile({ $ref: `paypal#/components/schemas/${name}` });
}

const orders = await schemasOf('paypal-checkout-orders-v2.json');
const payments = await schemasOf('paypal-payments-v2.json');
const webhooks = await schemasOf('paypal-webhooks-v1.json');

function complaints(validate: ValidateFunction, body: unknown): string[] {
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('what we ask for is as described', () => {
  expect(complaints(orders('order_request'), heldOrder())).toEqual([]);
  const capture = { amount: usd('600.00'), invoice_id: 'op-1', final_capture: true };
  expect(complaints(payments('capture_request'), capture)).toEqual([]);
  expect(complaints(payments('refund_request'), { amount: usd('1.00'), custom_id: 'a.b', note_to_payer: 'x' })).toEqual(
    [],
  );
  expect(complaints(payments('reauthorize_request'), { amount: usd('600.00') })).toEqual([]);
});

test('orders have the described shape, open, approved, authorized and captured', async () => {
  await using harness = await SandboxHarness.start();
  const paypal = new PayPalClient(harness.sandbox.url);
  const open = await paypal.post('/v2/checkout/orders', heldOrder());
  expect(complaints(orders('order'), open.body)).toEqual([]);
  const id = String(open.body['id']);
  await paypal.decide(id);
  expect(complaints(orders('order'), (await paypal.get(`/v2/checkout/orders/${id}`)).body)).toEqual([]);
  const authorized = await paypal.post(`/v2/checkout/orders/${id}/authorize`);
  expect(complaints(orders('order_authorize_response'), authorized.body)).toEqual([]);
  const prepaid = await paypal.order({ intent: 'CAPTURE' });
  await paypal.decide(prepaid);
  expect(complaints(orders('order'), (await paypal.post(`/v2/checkout/orders/${prepaid}/capture`)).body)).toEqual([]);
});

test('authorizations, captures and refunds have the described shape, whatever their state', async () => {
  await using harness = await SandboxHarness.start();
  const paypal = new PayPalClient(harness.sandbox.url);
  const held = await paypal.hold();
  const path = `/v2/payments/authorizations/${held}`;
  expect(complaints(payments('authorization-2'), (await paypal.get(path)).body)).toEqual([]);
  const { body: taken } = await paypal.post(`${path}/capture`, { amount: usd('500.00'), final_capture: true });
  expect(complaints(payments('capture-2'), taken)).toEqual([]);
  await harness.control.paypal.configure({ doRefundsPend: true });
  const refund = { amount: usd('10.00'), custom_id: 'a-1.b_2', invoice_id: 'r-1', note_to_payer: 'agreed' };
  const { body: given } = await paypal.post(`/v2/payments/captures/${String(taken['id'])}/refund`, refund);
  expect(complaints(payments('refund'), given)).toEqual([]);
  const other = await paypal.hold();
  const voided = await paypal.post(`/v2/payments/authorizations/${other}/void`);
  expect(complaints(payments('authorization-2'), voided.body)).toEqual([]);
  await harness.control.advance(4 * 86_400_000);
  const later = new PayPalClient(harness.sandbox.url);
  const third = await later.hold();
  await harness.control.advance(4 * 86_400_000);
  const last = new PayPalClient(harness.sandbox.url);
  const renewed = await last.post(`/v2/payments/authorizations/${third}/reauthorize`);
  expect(complaints(payments('authorization-2'), renewed.body)).toEqual([]);
});

/** The issues a description knows for one operation's refusals; its sentences about them are its own. */
async function issuesOf(file: string, name: string): Promise<readonly string[]> {
  const { components } = await readDescription<{ components: { schemas: Record<string, object> } }>(file);
  const found = JSON.stringify(components.schemas[name]).matchAll(/"issue":\{[^{}]*"enum":\["([A-Z_]+)"\]/g);
  return [...found].map(([, issue]) => issue ?? '');
}

test('refusals have the described form and use described words', async () => {
  await using harness = await SandboxHarness.start();
  const paypal = new PayPalClient(harness.sandbox.url);
  const ordersFile = 'paypal-checkout-orders-v2.json';
  const paymentsFile = 'paypal-payments-v2.json';
  const check = async (form: ValidateFunction, file: string, words: string, answer: PayPalAnswer): Promise<void> => {
    expect(complaints(form, answer.body)).toEqual([]);
    const details = answer.body['details'] as { issue: string }[];
    expect(await issuesOf(file, words)).toEqual(expect.arrayContaining(details.map(({ issue }) => issue)));
  };
  const order = await paypal.order();
  const open = `/v2/checkout/orders/${order}`;
  await check(orders('error_422'), ordersFile, 'orders.authorize-422', await paypal.post(`${open}/authorize`));
  await paypal.decide(order, 'decline');
  await check(orders('error_422'), ordersFile, 'orders.authorize-422', await paypal.post(`${open}/authorize`));
  const odd = await paypal.post('/v2/checkout/orders', heldOrder('1.234'));
  await check(orders('error_422'), ordersFile, '422', odd);
  const bare = await paypal.post('/v2/checkout/orders', { intent: 'AUTHORIZE' });
  await check(orders('error_400'), ordersFile, '400', bare);
  const nobody = await paypal.get('/v2/checkout/orders/5O190127TN364715T');
  await check(orders('error_404'), ordersFile, '404', nobody);
  const path = `/v2/payments/authorizations/${await paypal.hold()}`;
  const over = await paypal.post(`${path}/capture`, { amount: usd('700.00') });
  await check(payments('error_422'), paymentsFile, '422', over);
  const early = await paypal.post(`${path}/reauthorize`);
  await check(payments('error_422'), paymentsFile, 'authorizations.reauthorize-422', early);
  const { body: taken } = await paypal.post(`${path}/capture`);
  const late = await paypal.post(`${path}/void`);
  await check(payments('error_422'), paymentsFile, 'authorizations.void-422', late);
  const refund = `/v2/payments/captures/${String(taken['id'])}/refund`;
  const more = await paypal.post(refund, { amount: usd('600.01') });
  await check(payments('error_422'), paymentsFile, 'captures.refund-422', more);
  await harness.control.paypal.revokeTokens();
  expect(complaints(payments('error_401'), (await paypal.get(path)).body)).toEqual([]);
});

test('events have the described shape, alone and listed', async () => {
  await using harness = await SandboxHarness.start();
  const paypal = new PayPalClient(harness.sandbox.url);
  const order = await paypal.order();
  await paypal.decide(order);
  const { body } = await paypal.post(`/v2/checkout/orders/${order}/authorize`);
  await paypal.post(`/v2/payments/authorizations/${idOf(body, 'authorizations')}/capture`);
  const { body: list } = await paypal.get('/v1/notifications/webhooks-events?page_size=2');
  expect(complaints(webhooks('EventList'), list)).toEqual([]);
  const [event] = list['events'] as { id: string }[];
  const { body: alone } = await paypal.get(`/v1/notifications/webhooks-events/${event?.id}`);
  expect(complaints(webhooks('event'), alone)).toEqual([]);
});
