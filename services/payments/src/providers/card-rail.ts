import type { Outcome } from '@loop/runtime';
import type { PaymentReading } from '../domain/payment-reading.ts';

/** What one hosted payment page is opened for. */
export interface SessionOrder {
  readonly tenantId: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly operationId: string;
  /** What the client reads above the amount. */
  readonly title: string;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** Come back in the provider's notices about the session and its payment. */
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** The same key and the same order give the same session. */
  readonly idempotencyKey: string;
}

/** A hosted payment page. Its address exists only while it is open, and is kept nowhere. */
export interface CheckoutSession {
  readonly ref: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly url: string | null;
  readonly expiresAt: Date;
}

/** One capture of a whole hold. */
export interface CaptureOrder {
  readonly intentRef: string;
  readonly amountMinor: number;
  readonly idempotencyKey: string;
}

/** Why a call gave nothing, in the runtime's words. */
export type CallFailure = Exclude<Outcome, { outcome: 'done' }>;

/** What a call gave. Vendor errors are translated, never passed on: they hold more than may be logged. */
export type Called<T> = { readonly ok: T } | { readonly failed: CallFailure };

/**
 * A payment rail that holds money on a card and captures it later. Every method is one call or one reading with a timeout
 * below 15 s and no retries of its own.
 */
export interface CardRail {
  readonly name: 'stripe';
  /** Opens a hosted page. Repeating the order under its key is safe and gives the first answer again. */
  openSession(order: SessionOrder): Promise<Called<CheckoutSession>>;
  readSession(sessionRef: string): Promise<Called<CheckoutSession>>;
  /** Reads the payment that a notified object (a session, an intent, a charge) belongs to. */
  readPayment(objectType: string, objectRef: string): Promise<Called<PaymentReading>>;
  /** Captures a hold. Answers with the payment as it is afterwards. */
  capture(order: CaptureOrder): Promise<Called<PaymentReading>>;
}
