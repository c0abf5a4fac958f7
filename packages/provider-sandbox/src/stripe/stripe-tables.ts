import type Stripe from 'stripe';
import type { Journal, JournalTable } from '../core/journal.ts';
import type { CardBrand } from './test-cards.ts';

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
});
