import type Stripe from 'stripe';
import { z } from 'zod';
import {
  blankReading,
  type DisputeRead,
  type PaymentRead,
  type PaymentReading,
  type RefundRead,
} from '../domain/payment-reading.ts';
import type { CheckoutSession } from './payment-rail.ts';
import { balanceLineOf } from './stripe-balance-line.ts';

/** What we write onto every object we make; anything else came from somebody else. */
const orderMetadata = z.object({ tenant: z.uuid(), contract: z.uuid(), milestone: z.uuid(), operation: z.uuid() });
const purposeMetadata = z.object({ purpose: z.enum(['hold', 'save_card', 'prepaid']) });
const sessionStatus = z.enum(['open', 'complete', 'expired']);

/** A payment with everything Stripe keeps apart from it. */
export interface WholePayment {
  readonly intent: Stripe.PaymentIntent;
  /** Charge and refunds with their balance transactions. */
  readonly charge: Stripe.Charge | null;
  readonly refunds: readonly Stripe.Refund[];
  readonly disputes: readonly Stripe.Dispute[];
  readonly warnings: readonly Stripe.Radar.EarlyFraudWarning[];
}

const INTENT_STATUS: Readonly<Record<string, PaymentRead['status']>> = {
  processing: 'open',
  requires_action: 'requires_action',
  requires_capture: 'held',
  requires_confirmation: 'open',
  requires_payment_method: 'open',
  succeeded: 'captured',
};

const REFUND_STATUS: Readonly<Record<string, RefundRead['status']>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
};

const DISPUTE_STATUS: Readonly<Record<string, DisputeRead['status']>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed',
  needs_response: 'disputed',
  under_review: 'disputed',
  appeal_needs_response: 'disputed',
  appeal_under_review: 'disputed',
  won: 'won',
  lost: 'lost',
};

/** The checkout session in our words. Throws when its status is none we know: it is no hosted page of ours. */
export function checkoutSessionOf({ id, status, url, expires_at }: Stripe.Checkout.Session): CheckoutSession {
  return { ref: id, status: sessionStatus.parse(status), url, expiresAt: fromSeconds(expires_at) };
}

/** A session, its setup intent expanded, and the payment it led to, if it has. */
export function readingOfSession(session: Stripe.Checkout.Session, whole: WholePayment | null): PaymentReading {
  const status = sessionStatus.safeParse(session.status);
  const setup = typeof session.setup_intent === 'string' ? null : (session.setup_intent ?? null);
  const money = whole === null ? blankReading('stripe', session.livemode, new Date()) : readingOfPayment(whole);
  const strange = status.success || session.status === null ? [] : [`checkout.session.status=${session.status}`];
  return {
    ...money,
    order: orderOf(session.metadata),
    session: status.success ? { ref: session.id, purpose: purposeOf(session), status: status.data } : null,
    savedCard: setup === null ? null : savedCardOf(setup),
    unrecognised: [...money.unrecognised, ...strange],
  };
}

/** A card that was, or was not, saved for later. */
export function readingOfSetup(setup: Stripe.SetupIntent): PaymentReading {
  const blank = blankReading('stripe', setup.livemode, new Date());
  return { ...blank, order: orderOf(setup.metadata), savedCard: savedCardOf(setup) };
}

/** A payment and everything that happened to its money. */
export function readingOfPayment(whole: WholePayment): PaymentReading {
  const { charge, disputes, intent, refunds, warnings } = whole;
  const given = refunds.filter((refund) => !isReleasedHold(refund));
  return {
    ...blankReading('stripe', intent.livemode, new Date()),
    order: orderOf(intent.metadata),
    payment: paymentOf(intent, charge),
    refunds: given.map(refundOf),
    disputes: disputes.map(disputeOf),
    warnings: warnings.map(({ actionable, id }) => ({ ref: id, actionable })),
    balance: linesOf(whole),
    unrecognised: unrecognisedIn(whole),
  };
}

/**
 * The end of a hold, whole or in part, is told as a refund too. It carries no balance transaction, since no money moved, and no
 * operation of ours asked for it.
 */
function isReleasedHold({ balance_transaction, metadata, status }: Stripe.Refund): boolean {
  return balance_transaction === null && status === 'succeeded' && orderOf(metadata) === null;
}

function orderOf(metadata: Stripe.Metadata | null): PaymentReading['order'] {
  const parsed = orderMetadata.safeParse(metadata);
  if (!parsed.success) return null;
  const { tenant, contract, milestone, operation } = parsed.data;
  return { tenantId: tenant, contractId: contract, milestoneId: milestone, operationId: operation };
}

/** Sessions of before purposes were written down were all for holds. */
function purposeOf({ metadata, mode }: Stripe.Checkout.Session): 'hold' | 'save_card' | 'prepaid' {
  const written = purposeMetadata.safeParse(metadata);
  if (written.success) return written.data.purpose;
  return mode === 'setup' ? 'save_card' : 'hold';
}

function savedCardOf({ customer, payment_method, status }: Stripe.SetupIntent): PaymentReading['savedCard'] {
  const customerRef = idOf(customer);
  const cardRef = idOf(payment_method);
  return status === 'succeeded' && customerRef !== null && cardRef !== null ? { customerRef, cardRef } : null;
}

function idOf(value: string | { readonly id: string } | null): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}

function paymentOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): PaymentRead {
  const captureBefore = charge?.payment_method_details?.card?.capture_before;
  return {
    ref: intent.id,
    status: statusOf(intent, charge),
    amountMinor: intent.amount,
    heldMinor: intent.amount_capturable,
    capturedMinor: intent.amount_received,
    currency: intent.currency.toUpperCase(),
    captureBefore: captureBefore === undefined ? null : fromSeconds(captureBefore),
    renewableFrom: null,
    decline: declineOf(intent),
  };
}

/** A hold that ran out is cancelled by Stripe itself, with the reason `automatic`; what never was held is only not paid. */
function statusOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): PaymentRead['status'] {
  const { status, cancellation_reason } = intent;
  if (status !== 'canceled') return INTENT_STATUS[status] ?? 'open';
  if (!charge?.paid) return 'open';
  return cancellation_reason === 'automatic' ? 'expired' : 'voided';
}

function declineOf({ id, status, last_payment_error: error }: Stripe.PaymentIntent): PaymentRead['decline'] {
  if (status !== 'requires_payment_method' || error === null) return null;
  const code = (error.decline_code ?? error.code ?? 'card_declined').toLowerCase();
  return {
    code: /^[a-z0-9][a-z0-9_.-]{0,99}$/.test(code) ? code : 'card_declined',
    ref: error.charge ?? `${id}:${code}`,
  };
}

function refundOf({ amount, id, metadata, reason, status }: Stripe.Refund): RefundRead {
  return {
    ref: id,
    status: REFUND_STATUS[status ?? ''] ?? 'pending',
    amountMinor: amount,
    reason: metadata?.['reason'] ?? reason ?? 'unspecified',
    operationId: orderOf(metadata)?.operationId ?? null,
  };
}

/** Withdrawals less reinstatements, in minor units of the settlement currency; negative while money is gone. */
const movedBy = ({ balance_transactions: lines }: Stripe.Dispute): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);

function disputeOf(dispute: Stripe.Dispute): DisputeRead {
  const { amount, evidence_details, id, reason, status } = dispute;
  // `prevented` says how it ended but not who has the money; of a status nobody knows the money speaks too.
  const [gone, kept] = status === 'prevented' ? (['lost', 'closed'] as const) : (['disputed', 'inquiry'] as const);
  const byMoney = movedBy(dispute) < 0 ? gone : kept;
  return {
    ref: id,
    status: DISPUTE_STATUS[status] ?? byMoney,
    providerStatus: status,
    amountMinor: amount,
    reason,
    respondBy: evidence_details.due_by === null ? null : fromSeconds(evidence_details.due_by),
  };
}

function linesOf({ charge, disputes, refunds }: WholePayment): PaymentReading['balance'] {
  const taken =
    charge === null ? [] : [{ amountMinor: charge.amount_captured, ...pick(charge, charge.balance_transaction) }];
  const given = refunds.flatMap((refund) =>
    [refund.balance_transaction, refund.failure_balance_transaction].map((line) => ({
      amountMinor: refund.amount,
      ...pick(refund, line),
    })),
  );
  const contested = disputes.flatMap((dispute) =>
    dispute.balance_transactions.map((line) => ({ amountMinor: dispute.amount, ...pick(dispute, line) })),
  );
  return [...taken, ...given, ...contested].flatMap(({ amountMinor, currency, line }) =>
    line === null ? [] : [balanceLineOf(line, { amountMinor, currency })],
  );
}

/** A line that stands there only by its id was not asked for whole: a bug, since nothing could be posted from it. */
function pick(
  { currency }: { readonly currency: string },
  line: string | Stripe.BalanceTransaction | null | undefined,
) {
  if (typeof line === 'string') throw new Error(`The balance transaction ${line} was not expanded`);
  return { currency, line: line ?? null };
}

function unrecognisedIn({ disputes, intent, refunds }: WholePayment): string[] {
  const isStrange = (known: Readonly<Record<string, unknown>>, value: string): boolean => !Object.hasOwn(known, value);
  const states = { ...INTENT_STATUS, canceled: 'voided' };
  const ends = { ...DISPUTE_STATUS, prevented: 'closed' };
  return [
    ...(isStrange(states, intent.status) ? [`payment_intent.status=${intent.status}`] : []),
    ...refunds.flatMap(({ status }) => (isStrange(REFUND_STATUS, status ?? '') ? [`refund.status=${status}`] : [])),
    ...disputes.flatMap(({ status }) => (isStrange(ends, status) ? [`dispute.status=${status}`] : [])),
  ];
}

function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
