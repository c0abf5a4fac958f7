import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { StoredSession } from './stripe-tables.ts';

/** What a PaymentIntent is made for. */
export type IntentWish = StoredSession['intent'] & {
  readonly amountMinor: number;
  readonly currency: string;
  readonly customer: string | null;
};

/** A PaymentIntent that has not been tried yet. */
export function newPaymentIntent(wish: IntentWish, createdSeconds: number): Stripe.PaymentIntent {
  const id = randomId('pi_', 24);
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: ['card'],
    amount: wish.amountMinor,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: wish.captureMethod,
    client_secret: `${id}_secret_${randomId('', 24)}`,
    confirmation_method: 'automatic',
    created: createdSeconds,
    currency: wish.currency,
    customer: wish.customer,
    customer_account: null,
    description: wish.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: { ...wish.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: wish.receiptEmail,
    review: null,
    setup_future_usage: wish.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: wish.statementDescriptorSuffix,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: wish.transferGroup,
  };
}
