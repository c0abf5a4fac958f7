import { STRIPE_PAYMENT_EVENT_TYPES, STRIPE_PAYOUT_EVENT_TYPES } from '@loop/contracts';

/**
 * What a notice of a provider leads to: `read` the object it names; nothing, because it is about no single payment (payouts
 * are matched by reconciliation); `unknown`, for a person to look at.
 */
export type NoticeMeaning = 'read' | 'not_about_a_payment' | 'unknown';

/** PayPal names what happened in its own upper case words. https://developer.paypal.com/api/rest/webhooks/event-names/ */
const PAYPAL_READ =
  /^(CHECKOUT\.ORDER|CHECKOUT\.PAYMENT-APPROVAL|PAYMENT\.AUTHORIZATION|PAYMENT\.CAPTURE|PAYMENT\.REFUND|CUSTOMER\.DISPUTE)\./;

/** Tells what a notice leads to, by its type. */
export function noticeMeaning(eventType: string): NoticeMeaning {
  if (STRIPE_PAYMENT_EVENT_TYPES.has(eventType) || PAYPAL_READ.test(eventType)) return 'read';
  return STRIPE_PAYOUT_EVENT_TYPES.has(eventType) ? 'not_about_a_payment' : 'unknown';
}
