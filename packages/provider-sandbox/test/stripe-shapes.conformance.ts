import { expect, test } from '@jest/globals';
import { heldMilestone, payAndCapture, payHeldMilestone, saveCard, savedCard, submitCard } from './checkout-client.ts';
import { readDescription } from './provider-descriptions.ts';
import { SandboxHarness } from './sandbox-harness.ts';

/** Fields of the pinned SDK's types that the description, cut in August 2026, does not have yet. */
const newerThanDescription = new Set([
  'checkout.session.allowed_payment_method_types',
  'payment_intent.allowed_payment_method_types',
  'payment_intent.payment_record',
  'charge.payment_method_details.card.capture_before',
  'charge.payment_method_details.card.electronic_commerce_indicator',
  'payment_intent.next_action.redirect_to_url',
  'setup_intent.allowed_payment_method_types',
  'setup_intent.customer_account',
  'dispute.evidence_details.submission_method',
  'dispute.intended_submission_method',
  'radar.early_fraud_warning.payment_intent',
  'refund.failure_balance_transaction',
  'refund.failure_reason',
]);

/** Where anything may stand: keys the caller chooses, values whose kind varies, errors, of which only the type is described. */
const open =
  /\.(?:last_payment_error|last_setup_error|setup_error)\.|\.metadata(\.|$)|\.payment_method_options(\.|$)|^event\.data\.object|\.fraud_details/;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Every key we answer must exist in the canonical object, with a value of the same kind unless one of them is null. */
function differences(path: string, ours: unknown, theirs: unknown): string[] {
  if (open.test(path) || newerThanDescription.has(path)) return [];
  if (theirs === undefined) return [`${path} is not in the description`];
  if (ours === null || theirs === null) return [];
  if (kindOf(ours) !== kindOf(theirs)) return [`${path} is ${kindOf(ours)}, described as ${kindOf(theirs)}`];
  if (kindOf(ours) !== 'object') return [];
  const described = theirs as Record<string, unknown>;
  return Object.entries(ours as object).flatMap(([key, value]) => differences(`${path}.${key}`, value, described[key]));
}

/** Keys the description has and we do not answer: listed so that a new gap is noticed. */
function missing(ours: object, theirs: object): string[] {
  return Object.keys(theirs).filter((key) => !(key in ours));
}

const canonical = await readDescription<Readonly<Record<string, Record<string, unknown>>>>('stripe-resources.json');

function compare(name: string, ours: object): { differences: string[]; missing: string[] } {
  const theirs = canonical[name];
  if (!theirs) throw new Error(`The description has no ${name}`);
  return { differences: differences(name, ours, theirs), missing: missing(ours, theirs) };
}

test('Checkout Sessions have the described shape, open and complete', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const { lastResponse: _open, ...session } = await stripe.checkout.sessions.create(heldMilestone());
  expect(compare('checkout.session', session)).toEqual({ differences: [], missing: [] });
  await submitCard(harness.sandbox.url, session.id, '4242424242424242');
  const { lastResponse: _complete, ...complete } = await stripe.checkout.sessions.retrieve(session.id);
  expect(compare('checkout.session', complete)).toEqual({ differences: [], missing: [] });
});

test('PaymentIntents have the described shape, declined, challenged, held and captured', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const session = await stripe.checkout.sessions.create(heldMilestone());
  for (const card of ['4000000000009995', '4000002500003155', '4242424242424242']) {
    await submitCard(harness.sandbox.url, session.id, card);
    const [intent] = (await stripe.paymentIntents.list()).data;
    expect(compare('payment_intent', intent ?? {})).toEqual({ differences: [], missing: [] });
  }
  const [held] = (await stripe.paymentIntents.list()).data;
  const { lastResponse: _captured, ...captured } = await stripe.paymentIntents.capture(String(held?.id));
  expect(compare('payment_intent', captured)).toEqual({ differences: [], missing: [] });
});

test('charges, refunds, balance transactions and events have the described shape', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const id = await payHeldMilestone(stripe, harness.sandbox.url);
  await stripe.paymentIntents.capture(id);
  const { lastResponse: _refund, ...refund } = await stripe.refunds.create({ payment_intent: id });
  const [charge] = (await stripe.charges.list()).data;
  const [booked] = (await stripe.balanceTransactions.list()).data;
  const [event] = (await stripe.events.list()).data;
  expect(compare('refund', refund)).toEqual({ differences: [], missing: [] });
  expect(compare('charge', charge ?? {})).toEqual({ differences: [], missing: ['refunds'] });
  expect(compare('balance_transaction', booked ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('event', event ?? {})).toEqual({ differences: [], missing: [] });
});

test('saved cards, their customers and SetupIntents have the described shape', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const refused = await stripe.checkout.sessions.create(savedCard());
  await submitCard(harness.sandbox.url, refused.id, '4000000000009995');
  const saved = await saveCard(stripe, harness.sandbox.url, '4000002500003155');
  const expand = ['data.latest_attempt'];
  const [done, failed] = (await stripe.setupIntents.list({ expand })).data;
  for (const intent of [done, failed]) {
    expect(compare('setup_intent', { ...intent, latest_attempt: null })).toEqual({ differences: [], missing: [] });
    expect(compare('setup_attempt', Object(intent?.latest_attempt))).toEqual({ differences: [], missing: [] });
  }
  const [customer] = (await stripe.customers.list()).data;
  const [method] = (await stripe.customers.listPaymentMethods(saved.customer)).data;
  const [session] = (await stripe.checkout.sessions.list({ customer: saved.customer })).data;
  expect(compare('customer', customer ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('payment_method', method ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('checkout.session', session ?? {})).toEqual({ differences: [], missing: [] });
});

test('disputes, fraud warnings, failed refunds and payouts have the described shape', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = harness.stripe();
  const { url } = harness.sandbox;
  await payAndCapture(stripe, url, '4000000000000259');
  await payAndCapture(stripe, url, '4000000000005423');
  const intent = await payAndCapture(stripe, url, '4000000000005126');
  await stripe.refunds.create({ payment_intent: intent, amount: 1_000 });
  await harness.control.stripe.runPayouts({ includesPending: true });
  const [dispute] = (await stripe.disputes.list()).data;
  const [warning] = (await stripe.radar.earlyFraudWarnings.list()).data;
  const [refund] = (await stripe.refunds.list()).data;
  const [payout] = (await stripe.payouts.list()).data;
  expect(refund).toMatchObject({ status: 'failed' });
  expect(compare('refund', refund ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('dispute', dispute ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('balance_transaction', Object(dispute?.balance_transactions[0]))).toEqual({
    differences: [],
    missing: [],
  });
  expect(compare('radar.early_fraud_warning', warning ?? {})).toEqual({ differences: [], missing: [] });
  expect(compare('payout', payout ?? {})).toEqual({ differences: [], missing: [] });
});

test('a field listed as newer than the description is not in it by now', () => {
  const resolved = [...newerThanDescription].filter((path) => {
    const name = Object.keys(canonical).find((resource) => path.startsWith(`${resource}.`)) ?? '';
    const keys = path.slice(name.length + 1).split('.');
    return (
      keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], canonical[name]) !==
      undefined
    );
  });
  expect(resolved).toEqual([]);
});
