import type { Journal, JournalTable } from '../core/journal.ts';

/** What stands on every object of a payment. Times are virtual milliseconds. */
interface Stamped {
  readonly id: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** The caller's own words on an object. */
interface Referenced {
  readonly customId: string | null;
  readonly invoiceId: string | null;
}

/** An order of one purchase unit. */
export interface StoredOrder extends Stamped, Money, Referenced {
  readonly intent: 'AUTHORIZE' | 'CAPTURE';
  readonly status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'VOIDED';
  readonly referenceId: string;
  readonly description: string | null;
  readonly items: readonly { readonly name: string; readonly quantity: string; readonly unit: Money }[];
  readonly brandName: string | null;
  readonly returnUrl: string | null;
  readonly cancelUrl: string | null;
  /** Made with `payment_source.paypal`: it then wants the payer's action where others want an approval. */
  readonly hasPaymentSource: boolean;
  /** The payer chose a way of paying that will be refused. */
  readonly isFundingDeclined: boolean;
}

/** A hold on the payer's account. */
export interface StoredAuthorization extends Stamped, Money, Referenced {
  readonly orderId: string;
  /** The one it renews. */
  readonly renews: string | null;
  readonly status: 'CREATED' | 'PARTIALLY_CAPTURED' | 'CAPTURED' | 'VOIDED';
  readonly expiresMs: number;
  /** Until then PayPal answers for the money being there. */
  readonly honourUntilMs: number;
  readonly capturedMinor: number;
  readonly isExpired: boolean;
}

/** Money received. */
export interface StoredCapture extends Stamped, Money, Referenced {
  readonly orderId: string;
  readonly authorizationId: string | null;
  readonly status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  readonly feeMinor: number;
  readonly isFinal: boolean;
  /** Given back, or on its way back. */
  readonly refundedMinor: number;
}

/** Money given back. */
export interface StoredRefund extends Stamped, Money, Referenced {
  readonly captureId: string;
  readonly status: 'PENDING' | 'COMPLETED' | 'FAILED';
  readonly note: string | null;
}

/** A payer's or their bank's objection to a capture. */
export interface StoredDispute extends Stamped, Money {
  readonly captureId: string;
  readonly reason: string;
  readonly stage: 'INQUIRY' | 'CHARGEBACK' | 'PRE_ARBITRATION' | 'ARBITRATION';
  readonly status: 'OPEN' | 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  readonly outcome: string | null;
  readonly respondByMs: number | null;
  readonly movements: readonly { readonly type: 'DEBIT' | 'CREDIT'; readonly amountMinor: number; atMs: number }[];
}

/** A line of the account's own statement. */
export interface StoredTransaction extends Money, Referenced {
  readonly id: string;
  /** `T0006` a payment, `T1107` a refund, `T1201` a chargeback, `T0400` a withdrawal to the bank, … */
  readonly code: string;
  /** The transaction it is about. */
  readonly about: string | null;
  /** Zero or negative. */
  readonly feeMinor: number;
  readonly atMs: number;
}

/** An event as it was sent. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly resourceId: string;
  readonly body: string;
  readonly createdMs: number;
}

/** The first answer given under a `PayPal-Request-Id`. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
  readonly createdMs: number;
}

/** An access token: never the token itself. */
export interface AccessToken {
  readonly digest: string;
  readonly endsMs: number;
}

/** What the control API may change. */
export interface PayPalSettings {
  /** How long a request id is kept: six hours for orders, 45 days for payments where nothing else is set. */
  readonly orderKeyHours: number;
  readonly paymentKeyHours: number;
  /** Refunds wait until the control API completes or fails them. */
  readonly doRefundsPend: boolean;
  /** Captures wait until the control API completes or declines them. */
  readonly doCapturesPend: boolean;
  /** The payer's account is empty once the honour period is over. */
  readonly isPayerPoorAfterHonour: boolean;
}

/** PayPal's side of the sandbox's state. */
export interface PayPalTables {
  readonly orders: JournalTable<StoredOrder>;
  readonly authorizations: JournalTable<StoredAuthorization>;
  readonly captures: JournalTable<StoredCapture>;
  readonly refunds: JournalTable<StoredRefund>;
  readonly disputes: JournalTable<StoredDispute>;
  readonly transactions: JournalTable<StoredTransaction>;
  readonly events: JournalTable<StoredEvent>;
  readonly answers: JournalTable<KeptAnswer>;
  /** Access tokens by their digest. */
  readonly tokens: JournalTable<AccessToken>;
  readonly settings: JournalTable<PayPalSettings>;
}

/** Opens the tables. */
export const openPayPalTables = (journal: Journal): PayPalTables => ({
  orders: journal.table('paypal-orders'),
  authorizations: journal.table('paypal-authorizations'),
  captures: journal.table('paypal-captures'),
  refunds: journal.table('paypal-refunds'),
  disputes: journal.table('paypal-disputes'),
  transactions: journal.table('paypal-transactions'),
  events: journal.table('paypal-events'),
  answers: journal.table('paypal-answers'),
  tokens: journal.table('paypal-tokens'),
  settings: journal.table('paypal-settings'),
});
