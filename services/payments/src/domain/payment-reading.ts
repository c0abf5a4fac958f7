import { z } from 'zod';

const ref = z.string().min(1);
const amountMinor = z.int().min(0);
/** ISO 4217, upper case. */
const currency = z.string().regex(/^[A-Z]{3}$/);
const instant = z.coerce.date();

/** The rails there are. */
const railName = z.enum(['stripe', 'paypal']);

/** See {@link railName}. */
export type RailName = z.output<typeof railName>;

/** Why money was refused. `ref` names this one refusal, so that several notices about it are one failure. */
const decline = z.object({ code: z.string().min(1), ref });

/** What a hosted page is for: to hold the amount, to keep the card for later, or to take the amount at once. */
const sessionPurpose = z.enum(['hold', 'save_card', 'prepaid']);

/** See {@link sessionPurpose}. */
export type SessionPurpose = z.output<typeof sessionPurpose>;

/** Where a hosted page is. `approved`: the client agreed, and the hold is still to be placed by us (PayPal). */
const sessionStatus = z.enum(['open', 'approved', 'complete', 'expired']);

const payment = z.object({
  /** The rail's object for the whole life of this payment; a renewed hold keeps it (PayPal: the order, not the authorization). */
  ref,
  /**
   * `open`: nothing is held, nor ever was, cancelled or not. `requires_action`: the bank wants to hear from the client.
   * `expired` and `voided` are ends of what was held.
   */
  status: z.enum(['open', 'requires_action', 'held', 'captured', 'expired', 'voided']),
  amountMinor,
  /** What is held now; 0 once captured, expired or voided. */
  heldMinor: amountMinor,
  /** What was captured, before refunds. */
  capturedMinor: amountMinor,
  currency,
  /** The provider's own end of the hold; null when it names none. */
  captureBefore: instant.nullable(),
  /** From when the hold may be renewed (PayPal, day 4); null where it cannot. */
  renewableFrom: instant.nullable().default(null),
  decline: decline.nullable(),
});

/** Money on its way back to the client. A released hold is none: it never was with us. */
const refund = z.object({
  ref,
  status: z.enum(['pending', 'succeeded', 'failed', 'canceled']),
  amountMinor: amountMinor.min(1),
  /** The provider's code, or ours from the order; `unspecified` when there is none. */
  reason: z.string().min(1),
  /** Our operation that asked for it; null when somebody else did. */
  operationId: z.guid().nullable(),
});

/** The client's bank questions the payment. `inquiry` moves no money; `disputed` withdrew it; `won`, `lost`, `closed` are ends. */
const dispute = z.object({
  ref,
  status: z.enum(['inquiry', 'disputed', 'won', 'lost', 'closed']),
  providerStatus: z.string().min(1),
  amountMinor,
  reason: z.string().min(1),
  respondBy: instant.nullable(),
});

/** An early fraud warning. `actionable`: a refund now may still prevent a dispute. */
const warning = z.object({ ref, actionable: z.boolean() });

/**
 * One line of the provider's own account: the only thing revenue is posted from. `amountMinor` is signed, gross of
 * `feeMinor`, in the currency the account settles in; `original` is the client's currency and amount where it differs.
 */
const balanceLine = z.object({
  ref,
  kind: z.enum([
    'charge',
    'refund',
    'refund_failure',
    'dispute_withdrawal',
    'dispute_reinstatement',
    'payout',
    'payout_failure',
    'fee',
    'other',
  ]),
  /** The charge, refund, dispute or payout it is about. */
  sourceRef: ref,
  amountMinor: z.int(),
  feeMinor: z.int(),
  currency,
  original: z.object({ amountMinor: z.int(), currency }).nullable(),
  occurredAt: instant,
  availableAt: instant.nullable(),
  payoutRef: ref.nullable(),
});

/** See {@link balanceLine}. */
export type BalanceLine = z.output<typeof balanceLine>;

/**
 * What a payment rail answered when it was asked about a payment. It is read from the rail itself, never taken from a
 * notice; amounts are in minor units. `order` is what we wrote onto the payment when we opened it, null when somebody else
 * made it. `unrecognised` names open enums with a value we do not know (`dispute.status=appeal_new`): such a reading goes to
 * review and moves no money. `live` is the rail's word on whether the money is real; `readAt` is real time.
 */
export const paymentReading = z.object({
  rail: railName,
  order: z
    .object({ tenantId: z.guid(), contractId: z.guid(), milestoneId: z.guid(), operationId: z.guid() })
    .nullable(),
  session: z.object({ ref, purpose: sessionPurpose, status: sessionStatus }).nullable(),
  savedCard: z.object({ customerRef: ref, cardRef: ref }).nullable(),
  payment: payment.nullable(),
  refunds: z.array(refund),
  disputes: z.array(dispute),
  warnings: z.array(warning),
  balance: z.array(balanceLine),
  unrecognised: z.array(z.string().min(1)),
  live: z.boolean(),
  readAt: instant,
});

/** See {@link paymentReading}. */
export type PaymentReading = z.output<typeof paymentReading>;

/** The payment itself, as a reading tells it. */
export type PaymentRead = NonNullable<PaymentReading['payment']>;

/** A refund, as a reading tells it. */
export type RefundRead = PaymentReading['refunds'][number];

/** A dispute or inquiry, as a reading tells it. */
export type DisputeRead = PaymentReading['disputes'][number];

/** Why money was refused, in the rail's own words. */
export type Decline = z.output<typeof decline>;

/** A reading that says nothing but where it came from: what adapters and tests start from. */
export function blankReading(rail: RailName, live: boolean, readAt: Date): PaymentReading {
  return {
    rail,
    order: null,
    session: null,
    savedCard: null,
    payment: null,
    refunds: [],
    disputes: [],
    warnings: [],
    balance: [],
    unrecognised: [],
    live,
    readAt,
  };
}
