import { expect, test } from '@jest/globals';
import { heldOrder, idOf, issueOf, PayPalClient, usd } from './paypal-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const dayMs = 86_400_000;

async function started(): Promise<{ harness: SandboxHarness; paypal: PayPalClient } & AsyncDisposable> {
  const harness = await SandboxHarness.start();
  const dispose = () => harness[Symbol.asyncDispose]();
  return { harness, paypal: new PayPalClient(harness.sandbox.url), [Symbol.asyncDispose]: dispose };
}

const capture = (paypal: PayPalClient, held: string, body: object = {}, key?: string) =>
  paypal.post(`/v2/payments/authorizations/${held}/capture`, body, key);

test('a hold is approved on the page, authorized for 29 days, captured, and counted by the judges', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const order = await paypal.order();
  const { body: open } = await paypal.get(`/v2/checkout/orders/${order}`);
  const page = (open['links'] as { rel: string; href: string }[]).find(({ rel }) => rel === 'payer-action');
  expect(page?.href).toBe(`http://paypal.localhost:${harness.sandbox.port}/checkoutnow?token=${order}`);
  const shown = await (await fetch(`${harness.sandbox.url}/checkoutnow?token=${order}`)).text();
  expect(shown).toContain('Agree and reserve $600.00');
  expect((await paypal.decide(order)).headers.get('location')).toBe(
    `http://portal.localhost:4000/room?paid=1&token=${order}&PayerID=SANDBXBUYER99`,
  );
  const authorized = await paypal.post(`/v2/checkout/orders/${order}/authorize`);
  expect(authorized).toMatchObject({ status: 201, body: { status: 'COMPLETED' } });
  const held = idOf(authorized.body, 'authorizations');
  const { body: hold } = await paypal.get(`/v2/payments/authorizations/${held}`);
  const heldMs = Date.parse(String(hold['expiration_time'])) - Date.parse(String(hold['create_time']));
  expect([hold['status'], heldMs]).toEqual(['CREATED', 29 * dayMs]);
  const taken = await capture(paypal, held, { amount: usd('600.00'), final_capture: true }, 'op:one');
  expect(taken.body).toMatchObject({
    status: 'COMPLETED',
    seller_receivable_breakdown: { gross_amount: usd('600.00'), paypal_fee: usd('21.43'), net_amount: usd('578.57') },
  });
  const [fact] = await harness.control.captures();
  expect(fact).toMatchObject({ paymentIntent: order, amountMinor: 60_000, currency: 'usd', idempotencyKey: 'op:one' });
  expect(fact?.metadata['milestone']).toBe('00000000-0000-4000-8000-000000000003');
});

test('PayPal lets 115 % be captured and no more, in dollars at most 75 more', async () => {
  await using run = await started();
  const { paypal } = run;
  const small = await paypal.hold(heldOrder('100.00'));
  expect(issueOf(await capture(paypal, small, { amount: usd('115.01') }))).toBe('422 MAX_CAPTURE_AMOUNT_EXCEEDED');
  expect((await capture(paypal, small, { amount: usd('115.00') })).status).toBe(201);
  const large = await paypal.hold(heldOrder('6000.00'));
  expect(issueOf(await capture(paypal, large, { amount: usd('6075.01') }))).toBe('422 MAX_CAPTURE_AMOUNT_EXCEEDED');
});

test('one invoice is captured once, also long after its request id is forgotten', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const held = await paypal.hold();
  const body = { amount: usd('100.00'), invoice_id: 'op-1' };
  const first = await capture(paypal, held, body, 'op:one');
  expect(await capture(paypal, held, body, 'op:one')).toEqual(first);
  await harness.control.paypal.configure({ paymentKeyHours: 0 });
  await harness.control.advance(1_000);
  expect(issueOf(await capture(paypal, held, body, 'op:one'))).toBe('422 DUPLICATE_INVOICE_ID');
  expect(await harness.control.captures()).toHaveLength(1);
});

test('a renewal is possible once, from the fourth day, and has an id and an honour period of its own', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const held = await paypal.hold();
  const renew = (id: string) => paypal.post(`/v2/payments/authorizations/${id}/reauthorize`, { amount: usd('600.00') });
  expect(issueOf(await renew(held))).toBe('422 REAUTHORIZATION_NOT_SUPPORTED');
  await harness.control.advance(4 * dayMs);
  const fresh = new PayPalClient(harness.sandbox.url);
  const renewed = await fresh.post(`/v2/payments/authorizations/${held}/reauthorize`, { amount: usd('600.00') });
  expect(renewed.status).toBe(201);
  expect(renewed.body['id']).not.toBe(held);
  expect(issueOf(await capture(fresh, held))).toBe('422 AUTHORIZATION_VOIDED');
  await harness.control.paypal.configure({ isPayerPoorAfterHonour: true });
  expect((await capture(fresh, String(renewed.body['id']))).status).toBe(201);
});

test('a hold ends by itself after 29 days, and after the honour period the money may be gone', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const held = await paypal.hold();
  await harness.control.paypal.configure({ isPayerPoorAfterHonour: true });
  await harness.control.advance(4 * dayMs);
  const later = new PayPalClient(harness.sandbox.url);
  expect(issueOf(await capture(later, held))).toBe('422 PAYER_CANNOT_PAY');
  await harness.control.advance(25 * dayMs);
  const last = new PayPalClient(harness.sandbox.url);
  expect(issueOf(await capture(last, held))).toBe('422 AUTHORIZATION_EXPIRED');
  expect((await last.get(`/v2/payments/authorizations/${held}`)).body['status']).toBe('VOIDED');
});

test('a payer who pays with a refused card may come back, and one who cancels is led back', async () => {
  await using run = await started();
  const { paypal } = run;
  const order = await paypal.order();
  expect((await paypal.decide(order, 'cancel')).headers.get('location')).toContain('/room?token=');
  expect(issueOf(await paypal.post(`/v2/checkout/orders/${order}/authorize`))).toBe('422 ORDER_NOT_APPROVED');
  await paypal.decide(order, 'decline');
  expect(issueOf(await paypal.post(`/v2/checkout/orders/${order}/authorize`))).toBe('422 PAYER_ACTION_REQUIRED');
  await paypal.decide(order);
  expect((await paypal.post(`/v2/checkout/orders/${order}/authorize`)).status).toBe(201);
  expect((await paypal.decide(order)).status).toBe(303);
});

test('an order to be paid at once is captured after approval, and one nobody approves is closed', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const order = await paypal.order({ intent: 'CAPTURE' });
  await paypal.decide(order);
  expect(issueOf(await paypal.post(`/v2/checkout/orders/${order}/authorize`))).toBe('422 ACTION_DOES_NOT_MATCH_INTENT');
  const paid = await paypal.post(`/v2/checkout/orders/${order}/capture`);
  expect(paid.body['status']).toBe('COMPLETED');
  expect(idOf(paid.body, 'captures')).toMatch(/^[A-Z0-9]{17}$/);
  const idle = await paypal.order();
  await harness.control.advance(4 * 3_600_000);
  const page = await fetch(`${harness.sandbox.url}/checkoutnow?token=${idle}`);
  expect(page.status).toBe(410);
});

test('refunds are partial, pend, fail and never exceed what was captured', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const taken = String((await capture(paypal, await paypal.hold())).body['id']);
  const refund = (value: string) => paypal.post(`/v2/payments/captures/${taken}/refund`, { amount: usd(value) });
  expect((await refund('200.00')).body).toMatchObject({ status: 'COMPLETED', amount: usd('200.00') });
  expect(issueOf(await refund('400.01'))).toBe('422 REFUND_AMOUNT_EXCEEDED');
  await harness.control.paypal.configure({ doRefundsPend: true });
  const pending = await refund('400.00');
  expect(pending.body['status']).toBe('PENDING');
  expect((await paypal.get(`/v2/payments/captures/${taken}`)).body['status']).toBe('REFUNDED');
  await harness.control.paypal.endRefund(String(pending.body['id']), 'FAILED');
  expect((await paypal.get(`/v2/payments/captures/${taken}`)).body['status']).toBe('PARTIALLY_REFUNDED');
  expect((await harness.control.log({ kind: 'payment.refunded' })).length).toBe(1);
});

test('a dispute moves money only as a chargeback, and gives it back when it is won', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const taken = String((await capture(paypal, await paypal.hold())).body['id']);
  const codes = async () => {
    const now = await harness.control.time();
    const from = new Date(Date.parse(now.now) - dayMs).toISOString();
    const { body } = await paypal.get(
      `/v1/reporting/transactions?start_date=${from}&end_date=${new Date(Date.parse(now.now) + 1_000).toISOString()}`,
    );
    const lines = body['transaction_details'] as { transaction_info: { transaction_event_code: string } }[];
    return lines.map(({ transaction_info }) => transaction_info.transaction_event_code);
  };
  const dispute = await harness.control.paypal.openDispute({ capture: taken });
  expect(await codes()).toEqual(['T0006']);
  await harness.control.paypal.escalateDispute(dispute);
  expect(await codes()).toEqual(['T0006', 'T0106', 'T1201']);
  expect(issueOf(await paypal.post(`/v2/payments/captures/${taken}/refund`))).toContain('CHARGEBACK');
  await harness.control.paypal.resolveDispute(dispute, 'RESOLVED_SELLER_FAVOUR');
  expect(await codes()).toEqual(['T0006', 'T0106', 'T1201', 'T1202']);
  const { body } = await paypal.get(`/v1/customer/disputes?disputed_transaction_id=${taken}`);
  expect(body['items']).toMatchObject([{ dispute_id: dispute, status: 'RESOLVED' }]);
});

test.each([
  ['decimals of a currency that has none', heldOrder('5000.5', 'JPY'), '422 DECIMALS_NOT_SUPPORTED'],
  ['a third decimal', heldOrder('1.234'), '422 DECIMAL_PRECISION'],
  ['a currency PayPal does not take', heldOrder('1.234', 'KWD'), '422 INVALID_CURRENCY_CODE'],
  ['nothing', heldOrder('0.00'), '422 CANNOT_BE_ZERO_OR_NEGATIVE'],
  ['a field nobody knows', { ...heldOrder(), tip: 'yes' }, '400 INVALID_PARAMETER_VALUE'],
])('an order over %s is refused in PayPal’s words', async (_what, order, issue) => {
  await using run = await started();
  expect(issueOf(await run.paypal.post('/v2/checkout/orders', order))).toBe(issue);
  expect((await run.paypal.post('/v2/checkout/orders', heldOrder('5000', 'JPY'))).status).toBe(200);
});

test('calls need a token, which ends after nine hours, and tokens need the right credentials', async () => {
  await using run = await started();
  const { harness, paypal } = run;
  const url = `${harness.sandbox.url}/v1/oauth2/token`;
  const wrong = await fetch(url, { method: 'POST', headers: { authorization: `Basic ${btoa('live:secret')}` } });
  expect([wrong.status, await wrong.json()]).toEqual([401, expect.objectContaining({ error: 'invalid_client' })]);
  expect(issueOf(await paypal.get('/v2/checkout/orders/none'))).toBe('404 INVALID_RESOURCE_ID');
  await harness.control.advance(10 * 3_600_000);
  expect(issueOf(await paypal.get('/v2/checkout/orders/none'))).toBe('401 AUTHENTICATION_FAILURE');
  expect(JSON.stringify(await harness.control.log({ provider: 'paypal' }))).not.toContain('A21AA');
});
