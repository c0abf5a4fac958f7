import { expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { payAndCapture, payHeldMilestone } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

async function balanceOf(stripe: Stripe): Promise<[string, number, number][]> {
  const { data } = await stripe.balanceTransactions.list({ limit: 100 });
  return data.reverse().map(({ reporting_category, amount, fee }) => [reporting_category, amount, fee]);
}

async function toldOf(stripe: Stripe, prefix: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data.reverse().flatMap(({ type }) => (type.startsWith(prefix) ? [type] : []));
}

test('a refund that pends is debited at once, and one that fails comes back', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const intent = await payAndCapture(stripe, harness.sandbox.url);
  await harness.control.stripe.set({ refunds: 'pend' });
  const refund = await stripe.refunds.create({
    payment_intent: intent,
    amount: 100_000,
    metadata: { operation: 'r-1' },
  });
  expect(refund).toMatchObject({
    status: 'pending',
    pending_reason: 'processing',
    balance_transaction: expect.stringMatching(/^txn_/),
  });

  await harness.control.stripe.endRefund(refund.id, 'failed');
  const expand = ['balance_transaction', 'failure_balance_transaction'];
  expect(await stripe.refunds.retrieve(refund.id, { expand })).toMatchObject({
    status: 'failed',
    failure_reason: 'lost_or_stolen_card',
    balance_transaction: { amount: -100_000, type: 'refund' },
    failure_balance_transaction: { amount: 100_000, type: 'refund_failure' },
  });
  expect(await balanceOf(stripe)).toEqual([
    ['charge', 650_000, 18_880],
    ['refund', -100_000, 0],
    ['refund_failure', 100_000, 0],
  ]);
  const [charge] = (await stripe.charges.list({ expand: ['data.refunds.data.balance_transaction'] })).data;
  expect(charge).toMatchObject({ amount_refunded: 0, refunded: false, refunds: { data: [{ status: 'failed' }] } });
  expect(await toldOf(stripe, 'refund.')).toEqual(['refund.created', 'refund.failed', 'refund.updated']);
  expect((await stripe.refunds.create({ payment_intent: intent })).amount).toBe(650_000);
});

test('a refund without funds is debited only when it goes through, and never when it is canceled', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const intent = await payAndCapture(stripe, harness.sandbox.url);
  await harness.control.stripe.set({ refunds: 'lack_funds' });
  const make = (): Promise<Stripe.Refund> => stripe.refunds.create({ payment_intent: intent, amount: 50_000 });
  const [first, second] = [await make(), await make()];
  expect(first).toMatchObject({ pending_reason: 'insufficient_funds', balance_transaction: null });
  await harness.control.stripe.endRefund(first.id, 'succeeded');
  await harness.control.stripe.endRefund(second.id, 'canceled');
  expect(await stripe.refunds.retrieve(first.id)).toMatchObject({
    status: 'succeeded',
    balance_transaction: expect.stringMatching(/^txn_/),
  });
  expect(await stripe.refunds.retrieve(second.id)).toMatchObject({ status: 'canceled', balance_transaction: null });
  expect((await balanceOf(stripe)).map(([, amount]) => amount)).toEqual([650_000, -50_000]);
});

test('the end of a hold, whole or in part, looks like a refund and carries no balance transaction', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const released = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.cancel(released);
  const partly = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.capture(partly, { amount_to_capture: 390_000 });
  const { data } = await stripe.refunds.list();
  expect(data.map(({ amount, balance_transaction }) => [amount, balance_transaction])).toEqual([
    [260_000, null],
    [650_000, null],
  ]);
  expect((await stripe.refunds.create({ payment_intent: partly })).amount).toBe(390_000);
});

test('a dispute takes amount and fee at once, and winning brings the amount back', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const intent = await payAndCapture(stripe, harness.sandbox.url);
  const { id } = await harness.control.stripe.openDispute({ payment: intent });
  await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({ code: 'charge_disputed' });
  await harness.control.stripe.moveDispute(id, { to: 'answered' });
  expect(await stripe.disputes.retrieve(id)).toMatchObject({ status: 'under_review', is_charge_refundable: false });
  await harness.control.stripe.moveDispute(id, { to: 'won' });
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
  expect(dispute).toMatchObject({
    status: 'won',
    balance_transactions: [{ amount: -650_000, fee: 1_500 }, { amount: 650_000 }],
  });
  expect((await balanceOf(stripe)).slice(1)).toEqual([
    ['dispute', -650_000, 1_500],
    ['dispute_reversal', 650_000, 0],
  ]);
  expect(await toldOf(stripe, 'charge.dispute.')).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ]);
  await expect(harness.control.stripe.moveDispute(id, { to: 'lost' })).rejects.toThrow('409');
});

test('an inquiry moves no money unless it is escalated; a dispute that is lost or prevented is over', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const intent = await payAndCapture(stripe, harness.sandbox.url);
  const { moveDispute: move, ...rest } = {
    moveDispute: harness.control.stripe.moveDispute.bind(harness.control.stripe),
    open: () => harness.control.stripe.openDispute({ payment: intent, kind: 'inquiry', amountMinor: 200_000 }),
  };
  expect(await move((await rest.open()).id, { to: 'inquiry_closed' })).toMatchObject({ status: 'warning_closed' });
  expect(await move((await rest.open()).id, { to: 'prevented' })).toMatchObject({ status: 'prevented' });
  expect(await balanceOf(stripe)).toHaveLength(1);
  const { id } = await rest.open();
  expect(await move(id, { to: 'escalated' })).toMatchObject({ status: 'needs_response' });
  expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost' });
  expect(await move(id, { to: 'status', status: 'arbitration' })).toMatchObject({ status: 'arbitration' });
  expect((await balanceOf(stripe)).map(([, amount]) => amount)).toEqual([650_000, -200_000]);
});

test.each([
  ['4000000000000259', 'needs_response'],
  ['4000000000001976', 'warning_needs_response'],
])('card %s is disputed as soon as it is charged: %s', async (number, status) => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const payment_intent = await payAndCapture(stripe, harness.sandbox.url, number);
  expect((await stripe.disputes.list({ payment_intent })).data).toMatchObject([{ status }]);
});

test('a fraud warning asks to act until the payment is refunded', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const payment_intent = await payAndCapture(stripe, harness.sandbox.url, '4000000000005423');
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ payment_intent })).data;
  expect(warning).toMatchObject({ actionable: true, payment_intent, fraud_type: 'misc' });
  await stripe.refunds.create({ payment_intent });
  expect((await stripe.radar.earlyFraudWarnings.retrieve(String(warning?.id))).actionable).toBe(false);
});
