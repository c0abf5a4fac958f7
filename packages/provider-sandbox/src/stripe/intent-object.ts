import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { StoredSession } from './stripe-tables.ts';

/** The PaymentIntent a Checkout Session makes when the client first tries to pay. */
export function newPaymentIntent({ session, intent }: StoredSession, createdSeconds: number): Stripe.PaymentIntent {
  const id = randomId('pi_', 24);
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: ['card'],
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: intent.captureMethod,
    client_secret: `${id}_secret_${randomId('', 24)}`,
    confirmation_method: 'automatic',
    created: createdSeconds,
    currency: session.currency ?? 'usd',
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: { ...intent.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: intent.transferGroup,
  };
}
