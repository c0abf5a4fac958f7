import { readOrderReference } from '@loop/contracts';
import {
  type BalanceLine,
  blankReading,
  type DisputeRead,
  type PaymentRead,
  type PaymentReading,
  type RefundRead,
} from '../domain/payment-reading.ts';
import type { PayPalAuthorization, PayPalCapture, PayPalDispute, PayPalOrder, PayPalRefund } from './paypal-objects.ts';

/** Everything PayPal says about one payment: the order with what was made of it, its disputes, and what they moved. */
export interface PayPalPayment {
  readonly order: PayPalOrder;
  readonly disputes: readonly PayPalDispute[];
  readonly disputeLines: readonly BalanceLine[];
}

type SessionStatus = NonNullable<PaymentReading['session']>['status'];

const SESSION_STATUS: Readonly<Record<string, SessionStatus>> = {
  CREATED: 'open',
  SAVED: 'open',
  PAYER_ACTION_REQUIRED: 'open',
  APPROVED: 'approved',
  COMPLETED: 'complete',
  VOIDED: 'expired',
};

/** PayPal answers for the money for three days; from then on a hold may be renewed, once. A minute lets clocks differ. */
const HONOUR_MS = 3 * 86_400_000;
const MARGIN_MS = 60_000;

/** Captures whose money is there, whatever was given back of it since. */
const RECEIVED: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);
const REFUSED: ReadonlySet<string> = new Set(['DECLINED', 'FAILED']);

/** The status of the page an order is approved on; undefined for one we do not know. */
export const sessionStatusOf = ({ status }: PayPalOrder): SessionStatus | undefined => SESSION_STATUS[status];

/** The authorization a capture takes from: the newest, since a renewal ends the one before. */
export function currentHold(order: PayPalOrder): PayPalAuthorization | undefined {
  const [{ payments }] = order.purchase_units;
  return payments.authorizations.toSorted((a, b) => b.create_time.getTime() - a.create_time.getTime())[0];
}

/** The payment in our words. Open words of PayPal's that we do not know are told, and the reading then moves no money. */
export function readingOfPayPal({ disputeLines, disputes, order }: PayPalPayment, live: boolean): PaymentReading {
  const [{ custom_id, payments }] = order.purchase_units;
  const reference = readOrderReference(custom_id ?? '');
  const unrecognised: string[] = [];
  const known = <T>(value: T | undefined, name: string): T | undefined => {
    if (value === undefined) unrecognised.push(name);
    return value;
  };
  const status = known(sessionStatusOf(order), `order.status=${order.status}`);
  const purpose = order.intent === 'AUTHORIZE' ? ('hold' as const) : ('prepaid' as const);
  const refunds = payments.refunds.map((refund) => ({ refund, status: REFUND_STATUS[refund.status] }));
  return {
    ...blankReading('paypal', live, new Date()),
    order: reference === undefined ? null : identityOf(reference),
    session: status === undefined ? null : { ref: order.id, purpose, status },
    payment: paymentOf(order, known),
    refunds: refunds.flatMap((one) =>
      known(one.status, `refund.status=${one.refund.status}`) === undefined ? [] : [refundOf(one.refund, one.status)],
    ),
    disputes: disputes.flatMap((dispute) => known(disputeOf(dispute), wordsOf(dispute)) ?? []),
    balance: [...payments.captures.flatMap(chargeLine), ...payments.refunds.flatMap(refundLine), ...disputeLines],
    unrecognised,
  };
}

const identityOf = ({ tenantId, contractId, milestoneId, operationId }: NonNullable<PaymentReading['order']>) => ({
  tenantId,
  contractId,
  milestoneId,
  operationId,
});

type Known = <T>(value: T | undefined, name: string) => T | undefined;

/** Null until something was held or taken: before, an order is only a page. */
function paymentOf(order: PayPalOrder, known: Known): PaymentRead | null {
  const [{ amount, payments }] = order.purchase_units;
  const odd = payments.captures.find(({ status }) => !isKnownCapture(status));
  if (odd !== undefined) known(undefined, `capture.status=${odd.status}`);
  const hold = currentHold(order);
  const capturedMinor = payments.captures
    .filter(({ status }) => RECEIVED.has(status))
    .reduce((sum, capture) => sum + capture.amount.amountMinor, 0);
  const common = {
    ref: order.id,
    amountMinor: hold?.amount.amountMinor ?? amount.amountMinor,
    heldMinor: 0,
    capturedMinor,
    currency: amount.currency,
    captureBefore: hold?.expiration_time ?? null,
    renewableFrom: null,
    decline: null,
  };
  const received = { ...common, status: 'captured' as const };
  if (hold === undefined) return capturedMinor > 0 ? received : takenAtOnce(payments.captures, common);
  // Partly captured: the rest went back to the client with it, as every capture of ours is final.
  if (capturedMinor > 0) return received;
  return heldOf(hold, payments, common, known);
}

const isKnownCapture = (status: string): boolean => RECEIVED.has(status) || REFUSED.has(status) || status === 'PENDING';

type Common = Omit<PaymentRead, 'status'>;

/** A prepayment that was not received: it pends, or was refused. */
function takenAtOnce(captures: readonly PayPalCapture[], common: Common): PaymentRead | null {
  const last = captures.at(-1);
  if (last === undefined) return null;
  const decline = REFUSED.has(last.status) ? { code: `capture_${last.status.toLowerCase()}`, ref: last.id } : null;
  return { ...common, status: 'open', decline };
}

function heldOf(
  hold: PayPalAuthorization,
  { authorizations, captures }: PayPalOrder['purchase_units'][0]['payments'],
  common: Common,
  known: Known,
): PaymentRead | null {
  const { amountMinor } = hold.amount;
  const isPending = captures.some(({ status }) => status === 'PENDING');
  // A capture that pends leaves the money where it was, as far as anybody knows.
  if (hold.status === 'CREATED' || isPending) {
    const renewableFrom = new Date(hold.create_time.getTime() + HONOUR_MS + MARGIN_MS);
    const isFirst = authorizations.length === 1 && !isPending;
    return { ...common, status: 'held', heldMinor: amountMinor, renewableFrom: isFirst ? renewableFrom : null };
  }
  switch (hold.status) {
    case 'PENDING':
      return { ...common, status: 'open' };
    case 'DENIED':
      return { ...common, status: 'open', decline: { code: 'authorization_denied', ref: hold.id } };
    case 'CAPTURED':
    case 'PARTIALLY_CAPTURED':
      // Taken from, and refused after all: nothing is held any more.
      return { ...common, status: 'voided' };
    case 'VOIDED':
      return { ...common, status: hasRunOut(hold) ? 'expired' : 'voided' };
    default:
      known(undefined, `authorization.status=${hold.status}`);
      return null;
  }
}

/** By PayPal's own clock: a hold that ended no sooner than it had to. */
function hasRunOut({ expiration_time, update_time }: PayPalAuthorization): boolean {
  return expiration_time !== undefined && update_time !== undefined && update_time >= expiration_time;
}

const REFUND_STATUS: Readonly<Record<string, RefundRead['status']>> = {
  PENDING: 'pending',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'canceled',
};

/** What we write into a refund's invoice id: our operation and our code for the reason. */
const OWN_INVOICE = /^[0-9a-f-]{36} (.+)$/;

function refundOf(refund: PayPalRefund, status: RefundRead['status'] | undefined): RefundRead {
  return {
    ref: refund.id,
    status: status ?? 'pending',
    amountMinor: refund.amount.amountMinor,
    reason: OWN_INVOICE.exec(refund.invoice_id ?? '')?.[1] ?? 'unspecified',
    operationId: readOrderReference(refund.custom_id ?? '')?.operationId ?? null,
  };
}

const OUTCOMES: Readonly<Record<string, DisputeRead['status']>> = {
  RESOLVED_SELLER_FAVOUR: 'won',
  CANCELED_BY_BUYER: 'won',
  DENIED: 'won',
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
  // PayPal paid the buyer itself: neither was our money taken for good, nor was it found that we were right.
  RESOLVED_WITH_PAYOUT: 'closed',
  NONE: 'closed',
};

const STAGES: Readonly<Record<string, DisputeRead['status']>> = {
  INQUIRY: 'inquiry',
  CHARGEBACK: 'disputed',
  PRE_ARBITRATION: 'disputed',
  ARBITRATION: 'disputed',
};

const wordsOf = ({ dispute_life_cycle_stage, dispute_outcome, status }: PayPalDispute): string =>
  status === 'RESOLVED'
    ? `dispute.outcome=${dispute_outcome?.outcome_code ?? 'none'}`
    : `dispute.stage=${dispute_life_cycle_stage}`;

function disputeOf(dispute: PayPalDispute): DisputeRead | undefined {
  const isOver = dispute.status === 'RESOLVED';
  const status = isOver
    ? OUTCOMES[dispute.dispute_outcome?.outcome_code ?? 'NONE']
    : STAGES[dispute.dispute_life_cycle_stage];
  if (status === undefined) return undefined;
  return {
    ref: dispute.dispute_id,
    status,
    providerStatus: isOver ? (dispute.dispute_outcome?.outcome_code ?? 'RESOLVED') : dispute.status,
    amountMinor: dispute.dispute_amount.amountMinor,
    reason: dispute.reason.toLowerCase(),
    respondBy: dispute.seller_response_due_date ?? null,
  };
}

/** A received capture's line: PayPal books it under the capture's own id. */
function chargeLine({ create_time, id, seller_receivable_breakdown: breakdown, status }: PayPalCapture): BalanceLine[] {
  if (breakdown === undefined || !RECEIVED.has(status)) return [];
  const { gross_amount: gross, paypal_fee, paypal_fee_in_receivable_currency, receivable_amount: net } = breakdown;
  const line = { ref: id, kind: 'charge' as const, sourceRef: id, occurredAt: create_time, availableAt: create_time };
  if (net === undefined) {
    const feeMinor = paypal_fee?.amountMinor ?? 0;
    return [{ ...line, ...gross, feeMinor, original: null, payoutRef: null }];
  }
  const feeMinor = paypal_fee_in_receivable_currency?.amountMinor ?? 0;
  const { currency } = net;
  return [{ ...line, amountMinor: net.amountMinor + feeMinor, feeMinor, currency, original: gross, payoutRef: null }];
}

/** A completed refund's line; a fee that PayPal gives back with it counts down. */
function refundLine({ amount, create_time, id, seller_payable_breakdown, status }: PayPalRefund): BalanceLine[] {
  if (status !== 'COMPLETED') return [];
  const feeMinor = 0 - (seller_payable_breakdown?.paypal_fee?.amountMinor ?? 0);
  const line = { ref: id, kind: 'refund' as const, sourceRef: id, occurredAt: create_time, availableAt: create_time };
  const amountMinor = 0 - amount.amountMinor;
  return [{ ...line, amountMinor, feeMinor, currency: amount.currency, original: null, payoutRef: null }];
}
