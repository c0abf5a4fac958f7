import type Stripe from 'stripe';
import type { HoldOrder, OrderIdentity, RefundOrder, SessionOrder } from './payment-rail.ts';

/** What an answer about a payment must show for it to be read whole. Stripe follows four levels at most. */
export const WITH_MONEY = [
  'latest_charge.balance_transaction',
  'latest_charge.refunds.data.balance_transaction',
  'latest_charge.refunds.data.failure_balance_transaction',
];

const WITH_REFUND = [
  'balance_transaction',
  'failure_balance_transaction',
  'payment_intent.latest_charge.balance_transaction',
];

const LONGEST_NAME = 250;
const LONGEST_DESCRIPTION = 1_000;
const CARDS_ONLY = { allowed_payment_method_types: ['card' as const] };

/** The key goes out in the header, whatever call it is for. */
export const underKeyOf = ({ idempotencyKey }: OrderIdentity): Stripe.RequestOptions => ({ idempotencyKey });

function metadataOf(order: OrderIdentity): Stripe.MetadataParam {
  return {
    tenant: order.tenantId,
    contract: order.contractId,
    milestone: order.milestoneId,
    operation: order.operationId,
    correlation: order.correlationId,
    ...(order.traceparent === null ? {} : { traceparent: order.traceparent }),
  };
}

/** A hosted page for cards only, in the contract's own currency whoever pays. */
export function sessionParams(order: SessionOrder): Stripe.Checkout.SessionCreateParams {
  const metadata = { ...metadataOf(order), purpose: order.purpose };
  const page = {
    ...CARDS_ONLY,
    ui_mode: 'hosted_page' as const,
    metadata,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    ...(order.customerRef === null ? {} : { customer: order.customerRef }),
  };
  const currency = order.currency.toLowerCase();
  if (order.purpose === 'save_card') {
    const isNew = order.customerRef === null;
    const setup_intent_data = { description: order.title.slice(0, LONGEST_DESCRIPTION), metadata };
    return { ...page, mode: 'setup', currency, setup_intent_data, ...(isNew ? { customer_creation: 'always' } : {}) };
  }
  const capture_method = order.purpose === 'hold' ? 'manual' : 'automatic_async';
  const product_data = { name: order.title.slice(0, LONGEST_NAME) };
  return {
    ...page,
    mode: 'payment',
    adaptive_pricing: { enabled: false },
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: order.amountMinor, product_data } }],
    payment_intent_data: { capture_method, metadata },
  };
}

/** A saved card, held or charged while the client is away. A bank that wants the client refuses it. */
export function offSessionParams(
  order: HoldOrder,
  from: { readonly customerRef: string; readonly cardRef: string },
): Stripe.PaymentIntentCreateParams {
  return {
    ...CARDS_ONLY,
    amount: order.amountMinor,
    currency: order.currency.toLowerCase(),
    customer: from.customerRef,
    payment_method: from.cardRef,
    confirm: true,
    off_session: true,
    capture_method: order.purpose === 'hold' ? 'manual' : 'automatic_async',
    description: order.title.slice(0, LONGEST_DESCRIPTION),
    metadata: { ...metadataOf(order), purpose: order.purpose },
    expand: WITH_MONEY,
  };
}

/** A refund that says which operation asked for it. Stripe takes no reason of our own: ours is kept beside. */
export function refundParams(order: RefundOrder): Stripe.RefundCreateParams {
  return {
    payment_intent: order.paymentRef,
    amount: order.amountMinor,
    reason: 'requested_by_customer',
    metadata: { ...metadataOf(order), reason: order.reason.slice(0, 500) },
    expand: WITH_REFUND,
  };
}
