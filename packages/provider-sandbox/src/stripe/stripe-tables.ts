import type Stripe from 'stripe';
import type { Journal, JournalTable } from '../core/journal.ts';
import type { StripeSettings } from './stripe-settings.ts';
import type { CardBrand, CardTraits } from './test-cards.ts';

/** A Checkout Session with what its parameters say about the payment to come. */
export interface StoredSession {
  readonly session: Stripe.Checkout.Session;
  readonly lineItems: readonly Stripe.LineItem[];
  readonly intent: {
    readonly captureMethod: 'automatic_async' | 'manual';
    readonly description: string | null;
    readonly metadata: Readonly<Record<string, string>>;
    readonly receiptEmail: string | null;
    readonly statementDescriptorSuffix: string | null;
    readonly transferGroup: string | null;
    readonly setupFutureUsage: 'off_session' | 'on_session' | null;
  };
}

/** What the sandbox keeps of a card: never its number. */
export interface CardOnFile {
  readonly brand: CardBrand;
  readonly last4: string;
  readonly expMonth: number;
  readonly expYear: number;
  readonly holder: string;
  readonly email: string;
  readonly traits?: CardTraits;
}

/** A payment method as callers see it, and the card behind it. */
export interface StoredMethod {
  readonly method: Stripe.PaymentMethod;
  readonly card: CardOnFile;
}

/** A captured charge whose balance transaction is still to come. */
export interface OwedBooking {
  readonly chargeId: string;
  /** Virtual time, seconds. */
  readonly due: number;
}

/** First answer given under an idempotency key. */
export interface IdempotentResult {
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
  /** Virtual time, seconds. */
  readonly created: number;
}

/** Stripe's side of the sandbox's state. Objects are kept unexpanded, as webhooks show them. */
export interface StripeTables {
  readonly sessions: JournalTable<StoredSession>;
  readonly intents: JournalTable<Stripe.PaymentIntent>;
  readonly charges: JournalTable<Stripe.Charge>;
  readonly refunds: JournalTable<Stripe.Refund>;
  readonly balanceTransactions: JournalTable<Stripe.BalanceTransaction>;
  readonly events: JournalTable<Stripe.Event>;
  readonly idempotency: JournalTable<IdempotentResult>;
  /** Card waiting for 3-D Secure, by session id. */
  readonly challenges: JournalTable<CardOnFile | null>;
  readonly customers: JournalTable<Stripe.Customer>;
  readonly methods: JournalTable<StoredMethod>;
  readonly setupIntents: JournalTable<Stripe.SetupIntent>;
  readonly setupAttempts: JournalTable<Stripe.SetupAttempt>;
  readonly disputes: JournalTable<Stripe.Dispute>;
  readonly warnings: JournalTable<Stripe.Radar.EarlyFraudWarning>;
  readonly payouts: JournalTable<Stripe.Payout>;
  /** The payout a balance transaction went out with, by its id. */
  readonly payoutOf: JournalTable<string>;
  /** By charge id; null once booked. */
  readonly owedBookings: JournalTable<OwedBooking | null>;
  readonly settings: JournalTable<StripeSettings>;
}

/** Opens the tables. */
export const openStripeTables = (journal: Journal): StripeTables => ({
  sessions: journal.table('stripe-sessions'),
  intents: journal.table('stripe-payment-intents'),
  charges: journal.table('stripe-charges'),
  refunds: journal.table('stripe-refunds'),
  balanceTransactions: journal.table('stripe-balance-transactions'),
  events: journal.table('stripe-events'),
  idempotency: journal.table('stripe-idempotency'),
  challenges: journal.table('stripe-challenges'),
  customers: journal.table('stripe-customers'),
  methods: journal.table('stripe-payment-methods'),
  setupIntents: journal.table('stripe-setup-intents'),
  setupAttempts: journal.table('stripe-setup-attempts'),
  disputes: journal.table('stripe-disputes'),
  warnings: journal.table('stripe-early-fraud-warnings'),
  payouts: journal.table('stripe-payouts'),
  payoutOf: journal.table('stripe-payout-of-balance'),
  owedBookings: journal.table('stripe-owed-bookings'),
  settings: journal.table('stripe-settings'),
});
