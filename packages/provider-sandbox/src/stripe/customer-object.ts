import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { CardOnFile, StoredMethod } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';

const noAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** Who a customer is, as far as the caller said. */
export interface CustomerDetails {
  readonly email: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly phone: string | null;
  readonly metadata: Record<string, string>;
}

/** Makes a customer. */
export function addCustomer(world: StripeWorld, details: CustomerDetails): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: randomId('cus_', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.clock.nowSeconds(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: details.description,
    discount: null,
    email: details.email,
    invoice_prefix: randomId('', 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: details.metadata,
    name: details.name,
    next_invoice_sequence: 1,
    phone: details.phone,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  world.tables.customers.put(customer.id, customer);
  world.emit('customer.created', customer);
  return customer;
}

/** Keeps a card as a payment method, attached to `customer` when there is one. */
export function addMethod(world: StripeWorld, card: CardOnFile, customer: string | null): StoredMethod {
  const method: Stripe.PaymentMethod = {
    id: randomId('pm_', 24),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: noAddress, email: card.email, name: card.holder, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: `sandbox${card.last4}${card.brand}`,
      funding: 'credit',
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.clock.nowSeconds(),
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
  const stored = { method, card };
  world.tables.methods.put(method.id, stored);
  if (customer !== null) world.emit('payment_method.attached', method);
  return stored;
}
