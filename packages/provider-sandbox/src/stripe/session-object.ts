import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { SessionCreateParams } from './session-params.ts';
import type { StoredSession } from './stripe-tables.ts';

type LineItemParams = NonNullable<SessionCreateParams['line_items']>[number];

function priceOf({ price_data }: LineItemParams, created: number): Stripe.Price {
  return {
    id: randomId('price_', 24),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created,
    currency: price_data.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: randomId('prod_', 14),
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount: price_data.unit_amount,
    unit_amount_decimal: null,
  };
}

function lineItemOf(item: LineItemParams, created: number): Stripe.LineItem {
  const total = item.price_data.unit_amount * item.quantity;
  return {
    id: randomId('li_', 24),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency: item.price_data.currency.toLowerCase(),
    description: item.price_data.product_data.name,
    metadata: item.metadata ?? {},
    price: priceOf(item, created),
    quantity: item.quantity,
  };
}

function intentData(params: SessionCreateParams): StoredSession['intent'] {
  const data = params.payment_intent_data ?? {};
  const { description } = params.mode === 'setup' ? (params.setup_intent_data ?? {}) : data;
  return {
    captureMethod: data.capture_method === 'manual' ? 'manual' : 'automatic_async',
    description: description ?? null,
    metadata: data.metadata ?? {},
    receiptEmail: data.receipt_email ?? null,
    statementDescriptorSuffix: data.statement_descriptor_suffix ?? null,
    transferGroup: data.transfer_group ?? null,
    setupFutureUsage: data.setup_future_usage ?? null,
  };
}

/** What every session of the sandbox has in common: features of Checkout that are not used. */
const unusedFeatures = {
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  client_secret: null,
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
  customer_account: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: {
    enabled: false,
    invoice_data: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: null,
      metadata: {},
      rendering_options: null,
    },
  },
  managed_payments: { enabled: false },
  origin_context: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: {},
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  subscription: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>;

/** What Stripe's dashboard has adaptive pricing set to while a caller does not say: on. */
const adaptivePricingDefault = true;

function pricesOf(params: SessionCreateParams, lineItems: readonly Stripe.LineItem[]) {
  if (params.mode === 'setup') {
    return { amount_subtotal: null, amount_total: null, currency: params.currency?.toLowerCase() ?? null };
  }
  const total = lineItems.reduce((sum, item) => sum + item.amount_total, 0);
  return { amount_subtotal: total, amount_total: total, currency: lineItems[0]?.currency ?? null };
}

function sessionOf(
  params: SessionCreateParams,
  lineItems: readonly Stripe.LineItem[],
  created: number,
  expiresAt: number,
): Stripe.Checkout.Session {
  const isSetup = params.mode === 'setup';
  return {
    ...unusedFeatures,
    id: randomId('cs_test_', 58),
    object: 'checkout.session',
    adaptive_pricing: { enabled: !isSetup && (params.adaptive_pricing?.enabled ?? adaptivePricingDefault) },
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    ...pricesOf(params, lineItems),
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created,
    customer: params.customer ?? null,
    customer_creation: params.customer === undefined ? (params.customer_creation ?? 'if_required') : null,
    customer_details: null,
    customer_email: params.customer_email ?? null,
    expires_at: expiresAt,
    livemode: false,
    locale: (params.locale as Stripe.Checkout.Session.Locale | undefined) ?? null,
    metadata: params.metadata ?? {},
    mode: params.mode,
    payment_intent: null,
    payment_method_types: ['card'],
    payment_status: isSetup ? 'no_payment_required' : 'unpaid',
    setup_intent: null,
    status: 'open',
    submit_type: params.submit_type ?? null,
    success_url: params.success_url,
    ui_mode: 'hosted_page',
    url: null,
  };
}

/** A new open session. Its `url` is stored as null and filled in only while it is open. */
export function newSession(params: SessionCreateParams, createdSeconds: number, expiresAt: number): StoredSession {
  const lineItems = (params.line_items ?? []).map((item) => lineItemOf(item, createdSeconds));
  return { session: sessionOf(params, lineItems, createdSeconds, expiresAt), lineItems, intent: intentData(params) };
}
