import type { Outcome } from '@loop/runtime';
import type { BalanceLine, PaymentReading, RailName, SessionPurpose } from '../domain/payment-reading.ts';

/** Whose money an order moves; written onto every object made at the provider, and read back from there. */
export interface OrderIdentity {
  readonly tenantId: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly operationId: string;
  /** Come back in the provider's notices about the payment. */
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** `op:<operation id>`, sent in the provider's header: the same key and the same order give the first answer again. */
  readonly idempotencyKey: string;
}

/** An amount in minor units; currency ISO 4217, upper case. */
interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** What one hosted page is opened for. */
export interface SessionOrder extends OrderIdentity, Amount {
  readonly purpose: SessionPurpose;
  /** What the client reads above the amount. */
  readonly title: string;
  /** The provider's customer whose card was saved before; null: a new one. */
  readonly customerRef: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** A hosted payment page. Its address exists only while it is open, and is kept nowhere. */
export interface CheckoutSession {
  readonly ref: string;
  readonly status: 'open' | 'approved' | 'complete' | 'expired';
  readonly url: string | null;
  readonly expiresAt: Date;
}

/** A hold without the client present: on a saved card (Stripe), or on what the client approved on the page (PayPal). */
export interface HoldOrder extends OrderIdentity, Amount {
  readonly title: string;
  /** `prepaid` takes the amount at once. */
  readonly purpose: 'hold' | 'prepaid';
  readonly from: { readonly customerRef: string; readonly cardRef: string } | { readonly sessionRef: string };
}

/** One capture; the rest of the hold, if any, is released with it. */
export interface CaptureOrder extends OrderIdentity, Amount {
  readonly paymentRef: string;
}

/** The release of a whole hold. */
export interface VoidOrder extends OrderIdentity {
  readonly paymentRef: string;
}

/** Money back to the client, out of what was captured. */
export interface RefundOrder extends OrderIdentity, Amount {
  readonly paymentRef: string;
  /** Our code for it; providers that take no free reason get it as metadata. */
  readonly reason: string;
}

/** A hold renewed near its end, where {@link PaymentRail.features} says that can be. */
export interface ReauthorizeOrder extends OrderIdentity, Amount {
  readonly paymentRef: string;
}

/** An operation whose answer was lost and whose key may be forgotten: what is known about where to look for it. */
export interface OperationSought {
  readonly operationId: string;
  readonly kind: 'place_hold' | 'refund';
  readonly paymentRef: string | null;
  readonly customerRef: string | null;
  /** It was not sent before this moment. */
  readonly sentAfter: Date;
}

/** A stretch of the provider's own time, end excluded. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** Some items of a list; `next` leads to more, null ends it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A payout to our bank and, where the provider says so, what it is made of. */
export interface PayoutReading {
  readonly ref: string;
  readonly status: 'pending' | 'paid' | 'failed' | 'canceled';
  readonly amountMinor: number;
  readonly currency: string;
  readonly arrivesAt: Date;
  /** Balance lines it is composed of, its own excluded; null for a payout somebody made by hand. */
  readonly balanceRefs: readonly string[] | null;
}

/** An event of the provider that may never have reached us. */
export interface MissedNotice {
  readonly providerEventId: string;
  readonly eventType: string;
  readonly objectType: string;
  readonly objectRef: string;
  readonly occurredAt: Date;
}

/** Why a call gave nothing, in the runtime's words. */
export type CallFailure = Exclude<Outcome, { outcome: 'done' }>;

/** What a call gave. Vendor errors are translated, never passed on: they hold more than may be logged. */
export type Called<T> = { readonly ok: T } | { readonly failed: CallFailure };

/** What a rail can do beyond holding, capturing, voiding and refunding; declared, so that no suite has to skip. */
export interface RailFeatures {
  readonly savesCards: boolean;
  readonly reauthorizes: boolean;
  /** Lists of balance lines, payouts and undelivered events. */
  readonly balanceLines: boolean;
}

/**
 * A payment rail. Every method is one act, or one reading, with a timeout below 15 s and no retries of its own. What a
 * method is not offered for by `features` is answered `refused`, reason `not_offered`, without a call.
 */
export interface PaymentRail {
  readonly name: RailName;
  readonly features: RailFeatures;
  /** Opens a hosted page. Repeating the order under its key is safe and gives the first answer again. */
  openSession(order: SessionOrder): Promise<Called<CheckoutSession>>;
  readSession(sessionRef: string): Promise<Called<CheckoutSession>>;
  /**
   * Reads the payment that an object a notice can name (session, setup intent, payment, charge, refund, dispute, warning)
   * belongs to, with its refunds, disputes, warnings and balance lines as they are now.
   */
  readPayment(objectType: string, objectRef: string): Promise<Called<PaymentReading>>;
  placeHold(order: HoldOrder): Promise<Called<PaymentReading>>;
  capture(order: CaptureOrder): Promise<Called<PaymentReading>>;
  voidHold(order: VoidOrder): Promise<Called<PaymentReading>>;
  refund(order: RefundOrder): Promise<Called<PaymentReading>>;
  reauthorize(order: ReauthorizeOrder): Promise<Called<PaymentReading>>;
  /** Looks up what an operation made; undefined when it surely made nothing. */
  findByOperation(sought: OperationSought): Promise<Called<PaymentReading | undefined>>;
  listBalance(window: Window, cursor: string | null): Promise<Called<Page<BalanceLine>>>;
  listPayouts(window: Window, cursor: string | null): Promise<Called<Page<PayoutReading>>>;
  listEvents(window: Window, cursor: string | null): Promise<Called<Page<MissedNotice>>>;
}
