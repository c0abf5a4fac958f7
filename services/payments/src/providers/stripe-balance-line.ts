import type Stripe from 'stripe';
import type { BalanceLine } from '../domain/payment-reading.ts';

type Kind = BalanceLine['kind'];

/** What Stripe calls a movement, and what we do. https://docs.stripe.com/reports/balance-transaction-types */
const KINDS: Readonly<Record<string, Kind>> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  payment_failure_refund: 'refund_failure',
  payout: 'payout',
  payout_failure: 'payout_failure',
  payout_cancel: 'payout_failure',
  stripe_fee: 'fee',
  stripe_fx_fee: 'fee',
  tax_fee: 'fee',
};

/** Disputes come as adjustments; only the reporting category tells which way. */
const ADJUSTMENTS: Readonly<Record<string, Kind>> = {
  dispute: 'dispute_withdrawal',
  dispute_reversal: 'dispute_reinstatement',
};

function kindOf({ reporting_category, type }: Stripe.BalanceTransaction): Kind {
  if (type === 'adjustment') return ADJUSTMENTS[reporting_category] ?? 'other';
  return KINDS[type] ?? 'other';
}

/** What the client sees of a movement, in minor units of the client's currency, unsigned. */
export interface ClientAmount {
  readonly amountMinor: number;
  /** As Stripe writes it, lower case. */
  readonly currency: string;
}

/** One movement of the account in our words; `client` is what it was for the client, where that is known. */
export function balanceLineOf(transaction: Stripe.BalanceTransaction, client: ClientAmount | null): BalanceLine {
  const { amount, available_on, created, currency, fee, id, source } = transaction;
  const isForeign = client !== null && client.currency !== currency;
  return {
    ref: id,
    kind: kindOf(transaction),
    sourceRef: (typeof source === 'string' ? source : source?.id) ?? id,
    amountMinor: amount,
    feeMinor: fee,
    currency: currency.toUpperCase(),
    original: isForeign
      ? { amountMinor: Math.sign(amount) * client.amountMinor, currency: client.currency.toUpperCase() }
      : null,
    occurredAt: new Date(created * 1_000),
    availableAt: new Date(available_on * 1_000),
    payoutRef: null,
  };
}

/** The amount of the charge, refund or dispute a movement is about, when the provider shows it whole. */
export function clientAmountOf({ source }: Stripe.BalanceTransaction): ClientAmount | null {
  if (source === null || typeof source === 'string') return null;
  const { currency } = source as { currency?: string };
  const { amount, amount_captured } = source as { amount?: number; amount_captured?: number };
  const amountMinor = amount_captured ?? amount;
  return currency === undefined || amountMinor === undefined ? null : { amountMinor, currency };
}
