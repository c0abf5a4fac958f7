import { STRIPE_PAYMENT_EVENT_TYPES, STRIPE_PAYOUT_EVENT_TYPES } from '@loop/contracts';

/** Steps on the way, and what another event tells as well. */
const ON_THE_WAY: readonly string[] = [
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'setup_intent.canceled',
  'setup_intent.created',
  'setup_intent.requires_action',
  'payment_intent.created',
  'payment_intent.partially_funded',
  'payment_intent.processing',
  'charge.failed',
  'charge.pending',
  'charge.succeeded',
  'charge.refund.updated',
  'payout.created',
  'payout.updated',
];

/** What an account tells beside: of no use to us, whatever happens in it. Balances are matched by their own list. */
const OF_OTHER_THINGS: ReadonlySet<string> = new Set(
  `account application_fee apps balance balance_settings billing billing_portal capability cash_balance climate coupon
   credit_note customer customer_cash_balance_transaction entitlements file financial_connections identity invoice
   invoice_payment invoiceitem issuing_authorization issuing_card issuing_cardholder issuing_dispute
   issuing_personalization_design issuing_token issuing_transaction mandate payment_link payment_method person plan price
   product promotion_code quote reporting review sigma source subscription_schedule tax tax_rate terminal test_helpers
   three_d_secure topup transfer treasury`.split(/\s+/),
);

const onTheWay: ReadonlySet<string> = new Set(ON_THE_WAY);

/**
 * Whether an event tells of a payment, of something that is of no use to us, or is one nobody here has heard of: money may have moved in a way we
 * do not understand, so it is kept for a person.
 */
export function concernOf(type: string): 'payment' | 'other' | 'unknown' {
  if (STRIPE_PAYMENT_EVENT_TYPES.has(type) || STRIPE_PAYOUT_EVENT_TYPES.has(type)) return 'payment';
  if (onTheWay.has(type)) return 'other';
  return OF_OTHER_THINGS.has(type.split('.')[0] ?? '') ? 'other' : 'unknown';
}
