import type Stripe from 'stripe';
import { blankReading, type PaymentReading } from '../domain/payment-reading.ts';
import type { OperationSought } from './payment-rail.ts';
import { balanceLineOf } from './stripe-balance-line.ts';
import { WITH_MONEY } from './stripe-orders.ts';
import { readingOfPayment, readingOfSession, readingOfSetup, type WholePayment } from './stripe-reading.ts';

const PAGE = 100;
/** A customer with more payments since an operation was sent than this is none of a contract. */
const LONGEST_SEARCH = 10 * PAGE;
/** The provider's clock and ours need not agree to the minute. */
const CLOCK_SLACK_S = 300;

type Read = (stripe: Stripe, ref: string) => Promise<PaymentReading>;

/** What a notice may name, and how the payment it belongs to is found. */
const READERS: Readonly<Record<string, Read>> = {
  'checkout.session': readSession,
  setup_intent: async (stripe, ref) => readingOfSetup(await stripe.setupIntents.retrieve(ref)),
  payment_intent: readPaymentIntent,
  charge: async (stripe, ref) => readOwner(stripe, await stripe.charges.retrieve(ref)),
  refund: async (stripe, ref) => readBehind(stripe, await stripe.refunds.retrieve(ref)),
  dispute: async (stripe, ref) => readBehind(stripe, await stripe.disputes.retrieve(ref)),
  'radar.early_fraud_warning': async (stripe, ref) =>
    readBehind(stripe, await stripe.radar.earlyFraudWarnings.retrieve(ref)),
  payout: readPayout,
};

/** How an object of this type is read; undefined for a type that belongs to no payment. */
export function readerOf(objectType: string): Read | undefined {
  return Object.hasOwn(READERS, objectType) ? READERS[objectType] : undefined;
}

async function readSession(stripe: Stripe, ref: string): Promise<PaymentReading> {
  const session = await stripe.checkout.sessions.retrieve(ref, { expand: ['setup_intent'] });
  const intent = session.payment_intent;
  const id = typeof intent === 'string' ? intent : intent?.id;
  return readingOfSession(session, id === undefined ? null : await wholePayment(stripe, id));
}

async function readPaymentIntent(stripe: Stripe, ref: string): Promise<PaymentReading> {
  return readingOfPayment(await wholePayment(stripe, ref));
}

async function wholePayment(stripe: Stripe, ref: string): Promise<WholePayment> {
  const intent = await stripe.paymentIntents.retrieve(ref, { expand: WITH_MONEY });
  const known = paymentAsAnswered(intent);
  if (!known.charge?.paid) return known;
  const about = { payment_intent: ref, limit: PAGE };
  const [disputes, warnings, refunds] = await Promise.all([
    stripe.disputes.list(about),
    stripe.radar.earlyFraudWarnings.list(about),
    known.charge.refunds?.has_more ? allRefunds(stripe, ref) : known.refunds,
  ]);
  return { ...known, refunds, disputes: disputes.data, warnings: warnings.data };
}

/** A payment as one answer shows it: its disputes and warnings stand elsewhere. */
export function paymentAsAnswered(intent: Stripe.PaymentIntent): WholePayment {
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
  return { intent, charge, refunds: charge?.refunds?.data ?? [], disputes: [], warnings: [] };
}

/** A charge shows ten refunds at most; the rest is listed. */
async function allRefunds(stripe: Stripe, ref: string): Promise<Stripe.Refund[]> {
  const expand = ['data.balance_transaction', 'data.failure_balance_transaction'];
  const list = stripe.refunds.list({ payment_intent: ref, limit: PAGE, expand });
  return await list.autoPagingToArray({ limit: LONGEST_SEARCH });
}

interface OfPayment {
  readonly payment_intent?: string | Stripe.PaymentIntent | null;
}

/** A charge without a payment intent was made by other software. */
async function readOwner(stripe: Stripe, charge: Stripe.Charge): Promise<PaymentReading> {
  const { payment_intent: intent } = charge;
  const id = typeof intent === 'string' ? intent : intent?.id;
  return id === undefined ? blankReading('stripe', charge.livemode, new Date()) : readPaymentIntent(stripe, id);
}

async function readBehind(
  stripe: Stripe,
  object: OfPayment & { readonly charge: string | Stripe.Charge | null },
): Promise<PaymentReading> {
  const { charge, payment_intent: intent } = object;
  const id = typeof intent === 'string' ? intent : intent?.id;
  if (id !== undefined) return readPaymentIntent(stripe, id);
  if (charge === null) return blankReading('stripe', false, new Date());
  return readOwner(stripe, typeof charge === 'string' ? await stripe.charges.retrieve(charge) : charge);
}

/** A payout belongs to no order: only the lines that went out, or came back, with it are told. */
async function readPayout(stripe: Stripe, ref: string): Promise<PaymentReading> {
  const expand = ['balance_transaction', 'failure_balance_transaction'];
  const payout = await stripe.payouts.retrieve(ref, { expand });
  const lines = [payout.balance_transaction, payout.failure_balance_transaction];
  return {
    ...blankReading('stripe', payout.livemode, new Date()),
    balance: lines.flatMap((line) =>
      line === null || typeof line === 'string' ? [] : [{ ...balanceLineOf(line, null), payoutRef: ref }],
    ),
  };
}

/**
 * Looks for what an operation made, in lists, which are never behind, rather than by search, which may be a minute late
 * (https://docs.stripe.com/search#data-freshness). Undefined when it made nothing.
 */
export async function findOperation(stripe: Stripe, sought: OperationSought): Promise<PaymentReading | undefined> {
  const { customerRef, kind, operationId, paymentRef, sentAfter } = sought;
  const isSought = ({ metadata }: { readonly metadata: Stripe.Metadata | null }): boolean =>
    metadata?.['operation'] === operationId;
  if (kind === 'refund') {
    if (paymentRef === null) throw new Error('A refund is looked for in the payment it is of');
    const refunds = await allRefunds(stripe, paymentRef);
    return refunds.some(isSought) ? await readPaymentIntent(stripe, paymentRef) : undefined;
  }
  const created = { gte: Math.floor(sentAfter.getTime() / 1_000) - CLOCK_SLACK_S };
  const owner = customerRef === null ? {} : { customer: customerRef };
  const list = stripe.paymentIntents.list({ ...owner, created, limit: PAGE });
  const made = (await list.autoPagingToArray({ limit: LONGEST_SEARCH })).find(isSought);
  return made === undefined ? undefined : await readPaymentIntent(stripe, made.id);
}
