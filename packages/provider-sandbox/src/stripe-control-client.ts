import type Stripe from 'stripe';
import type { DisputeStep } from './stripe/dispute-cases.ts';
import type { StripeSettings } from './stripe/stripe-settings.ts';

/** Sends one call to the control API and reads its JSON. */
export type ControlCall = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** A dispute to open. `payment` is a captured charge or its PaymentIntent. */
export interface DisputeWish {
  readonly payment: string;
  /** An inquiry moves no money; a dispute, the default, takes it at once. */
  readonly kind?: 'inquiry' | 'dispute';
  readonly reason?: string;
  /** The whole captured amount unless given. */
  readonly amountMinor?: number;
}

/** A payout run. */
export interface PayoutWish {
  /** `paid` unless given. */
  readonly outcome?: 'paid' | 'failed' | 'in_transit';
  /** Also takes what is available only in two virtual days. */
  readonly includesPending?: boolean;
}

/** What banks, card networks and time do to payments at Stripe, typed. Every method throws when the sandbox refuses. */
export class StripeControlClient {
  readonly #call: ControlCall;

  constructor(call: ControlCall) {
    this.#call = call;
  }

  settings(): Promise<StripeSettings> {
    return this.#call('GET', '/stripe/settings');
  }

  /** Changes the named settings and leaves the others. */
  set(settings: Partial<StripeSettings>): Promise<StripeSettings> {
    return this.#call('PUT', '/stripe/settings', settings);
  }

  openDispute(wish: DisputeWish): Promise<Stripe.Dispute> {
    return this.#call('POST', '/stripe/disputes', wish);
  }

  /** Moves a dispute on: answered, escalated, won, lost, closed, prevented, appealed, or to a status nobody knows. */
  moveDispute(disputeId: string, step: DisputeStep): Promise<Stripe.Dispute> {
    return this.#call('POST', `/stripe/disputes/${encodeURIComponent(disputeId)}`, step);
  }

  /** Ends a refund that is pending, or fails one that had succeeded. */
  endRefund(refundId: string, end: 'succeeded' | 'failed' | 'canceled'): Promise<Stripe.Refund> {
    return this.#call('POST', `/stripe/refunds/${encodeURIComponent(refundId)}`, { end });
  }

  /** Lets the card's bank report a captured charge as fraud. */
  warnOfFraud(payment: string, fraudType?: string): Promise<Stripe.Radar.EarlyFraudWarning> {
    return this.#call('POST', '/stripe/fraud-warnings', fraudType === undefined ? { payment } : { payment, fraudType });
  }

  /** Pays out now what is owed, one payout a currency; nothing when nothing is. */
  runPayouts(wish: PayoutWish = {}): Promise<Stripe.Payout[]> {
    return this.#call('POST', '/stripe/payouts', wish);
  }

  /** Ends one payout that is in transit. */
  endPayout(payoutId: string, outcome: 'paid' | 'failed'): Promise<Stripe.Payout> {
    return this.#call('POST', `/stripe/payouts/${encodeURIComponent(payoutId)}`, { outcome });
  }

  /** Books captures whose balance transaction was to come later. */
  bookOwed(): Promise<{ readonly booked: readonly string[] }> {
    return this.#call('POST', '/stripe/owed-bookings');
  }

  /** Every movement of the account's balance there ever was, oldest first: what the provider says it paid. */
  balance(): Promise<Stripe.BalanceTransaction[]> {
    return this.#call('GET', '/stripe/balance');
  }

  /** Gives up the deliveries of an event that are still pending. For events to come, arm `webhook_lost`. */
  loseEvent(eventId: string): Promise<{ readonly abandoned: number }> {
    return this.#call('DELETE', `/stripe/webhooks/${encodeURIComponent(eventId)}`);
  }
}
