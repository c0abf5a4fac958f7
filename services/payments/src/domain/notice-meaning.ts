/**
 * What a notice of a provider leads to: `read` the object it names; nothing, because it is about no single payment (payouts
 * are matched by reconciliation); `unknown`, for a person to look at.
 */
export type NoticeMeaning = 'read' | 'not_about_a_payment' | 'unknown';

/** Event types whose object a payment is read by. https://docs.stripe.com/api/events/types */
const READ: ReadonlySet<string> = new Set([
  'checkout.session.completed',
  'checkout.session.expired',
  'setup_intent.succeeded',
  'setup_intent.setup_failed',
  'payment_intent.amount_capturable_updated',
  'payment_intent.requires_action',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'payment_intent.succeeded',
  'charge.captured',
  'charge.expired',
  'charge.updated',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
]);

const ABOUT_NO_PAYMENT: ReadonlySet<string> = new Set([
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
]);

/** PayPal names what happened in its own upper case words. https://developer.paypal.com/api/rest/webhooks/event-names/ */
const PAYPAL_READ =
  /^(CHECKOUT\.ORDER|CHECKOUT\.PAYMENT-APPROVAL|PAYMENT\.AUTHORIZATION|PAYMENT\.CAPTURE|PAYMENT\.REFUND|CUSTOMER\.DISPUTE)\./;

/** Tells what a notice leads to, by its type. */
export function noticeMeaning(eventType: string): NoticeMeaning {
  if (READ.has(eventType) || PAYPAL_READ.test(eventType)) return 'read';
  return ABOUT_NO_PAYMENT.has(eventType) ? 'not_about_a_payment' : 'unknown';
}
