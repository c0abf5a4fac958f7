import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { StripeWorld } from './stripe-world.ts';

const settlementSeconds = 2 * 24 * 3_600;
const feePerMille = 29;
const fixedFeeMinor = 30;

/** Why money of the account moves. */
export type BookingKind =
  | 'charge'
  | 'refund'
  | 'refund_failure'
  | 'dispute'
  | 'dispute_reversal'
  | 'payout'
  | 'payout_failure';

/** What Stripe calls each, in `type` and in `reporting_category`. https://docs.stripe.com/reports/balance-transaction-types */
const names: Readonly<Record<BookingKind, readonly [type: Stripe.BalanceTransaction.Type, category: string]>> = {
  charge: ['charge', 'charge'],
  refund: ['refund', 'refund'],
  refund_failure: ['refund_failure', 'refund_failure'],
  dispute: ['adjustment', 'dispute'],
  dispute_reversal: ['adjustment', 'dispute_reversal'],
  payout: ['payout', 'payout'],
  payout_failure: ['payout_failure', 'payout_reversal'],
};

/** One movement to book. Amounts are signed, in minor units of `currency`. */
export interface Booking {
  readonly kind: BookingKind;
  readonly source: { readonly id: string; readonly description: string | null };
  readonly amountMinor: number;
  readonly currency: string;
  /** In the currency of settlement; charges pay 2.9 % + 30 minor units, everything else nothing unless it is given. */
  readonly feeMinor?: number;
}

function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** `amountMinor` of one currency in minor units of another, at `rate` major units for one. */
export function convertMinor(amountMinor: number, from: string, to: string, rate: number): number {
  return Math.round(amountMinor * rate * 10 ** (digitsOf(to) - digitsOf(from)));
}

function settle(world: StripeWorld, { amountMinor, currency, kind }: Booking) {
  const { settlement } = world.settings();
  const isForeign = settlement !== null && settlement.currency !== currency && !kind.startsWith('payout');
  if (!isForeign) return { amount: amountMinor, settled: currency, rate: null };
  const rate = settlement.rates[currency];
  if (rate === undefined) throw new Error(`The sandbox has no rate from ${currency} to ${settlement.currency}`);
  return {
    amount: convertMinor(amountMinor, currency, settlement.currency, rate),
    settled: settlement.currency,
    rate,
  };
}

/** Writes one balance transaction: the only proof that money of the account moved. */
export function bookBalance(world: StripeWorld, booking: Booking): Stripe.BalanceTransaction {
  const created = world.clock.nowSeconds();
  const { amount, settled, rate } = settle(world, booking);
  const { kind, source } = booking;
  const usual = kind === 'charge' ? Math.round((amount * feePerMille) / 1_000) + fixedFeeMinor : 0;
  const fee = booking.feeMinor ?? usual;
  const [type, category] = names[kind];
  const description = kind.startsWith('dispute') ? 'Dispute fee' : 'Stripe processing fees';
  const transaction: Stripe.BalanceTransaction = {
    id: randomId('txn_', 24),
    object: 'balance_transaction',
    amount,
    available_on: kind === 'charge' ? created + settlementSeconds : created,
    balance_type: 'payments',
    created,
    currency: settled,
    description: source.description,
    exchange_rate: rate,
    fee,
    fee_details:
      fee === 0 ? [] : [{ amount: fee, application: null, currency: settled, description, type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: category,
    source: source.id,
    status: 'pending',
    type,
  };
  world.tables.balanceTransactions.put(transaction.id, transaction);
  const { id: balanceTransaction } = transaction;
  world.journal.fact({
    type: 'balance.booked',
    balanceTransaction,
    kind,
    source: source.id,
    amount,
    fee,
    currency: settled,
  });
  return transaction;
}
