import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { CardOnFile, StoredMethod } from './stripe-tables.ts';
import type { CardDecline } from './test-cards.ts';

const hourSeconds = 3_600;

/**
 * How long a card network keeps an online hold: 7 days, but 4 days and 18 hours where a Visa card is charged without the
 * client. https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
function holdSeconds(brand: string, offSession: boolean): number {
  return (offSession && brand === 'visa' ? 4 * 24 + 18 : 7 * 24) * hourSeconds;
}

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

function cardDetails(
  card: CardOnFile,
  amount: number,
  captureBefore: number | undefined,
): Stripe.Charge.PaymentMethodDetails {
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      ...(captureBefore === undefined ? {} : { capture_before: captureBefore }),
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      electronic_commerce_indicator: null,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      extended_authorization: { status: 'disabled' },
      fingerprint: `sandbox${card.last4}${card.brand}`,
      funding: 'credit',
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: card.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function outcomeOf(decline: CardDecline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline?.declineCode ?? null,
    seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  };
}

/** When and how a charge is made. */
export interface ChargeCircumstances {
  readonly createdSeconds: number;
  readonly offSession: boolean;
  readonly decline?: CardDecline;
}

/** A charge for the whole amount of an intent: authorised, or failed when there is a decline. */
export function newCharge(
  intent: Stripe.PaymentIntent,
  { card, method }: StoredMethod,
  { createdSeconds, decline, offSession }: ChargeCircumstances,
): Stripe.Charge {
  const id = randomId('ch_', 24);
  const isHold = intent.capture_method === 'manual' && !decline;
  const captureBefore = isHold ? createdSeconds + holdSeconds(card.brand, offSession) : undefined;
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: noAddress, email: card.email, name: card.holder, phone: null, tax_id: null },
    calculated_statement_descriptor: 'SANDBOX',
    captured: false,
    created: createdSeconds,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: outcomeOf(decline),
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: cardDetails(card, intent.amount, captureBefore),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}
