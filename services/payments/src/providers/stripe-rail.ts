import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type Stripe from 'stripe';
import type { PaymentReading } from '../domain/payment-reading.ts';
import type { Called, CallFailure, CaptureOrder, PaymentRail, SessionOrder } from './payment-rail.ts';
import { stripeFailure } from './stripe-failure.ts';
import { checkoutSessionOf, readingOfCharge, readingOfIntent, readingOfSession } from './stripe-reading.ts';
import { singleShotTransport } from './stripe-transport.ts';

/** How to reach Stripe: a key, and in sandbox mode the address that answers in its place. */
export interface StripeAccess {
  readonly secretKey: string;
  readonly sandboxUrl?: string | undefined;
  /** Shorter than the 15 s an effect has, so that it ends with an outcome of its own; 10 s when absent. */
  readonly timeoutMs?: number;
}

const WITH_CHARGE = ['latest_charge'];
const WITH_INTENT = ['payment_intent', 'payment_intent.latest_charge'];

/**
 * The rail on Stripe (https://docs.stripe.com/api). The SDK is loaded at the first call. Cards only, held and not
 * captured, in the contract's own currency. Keep-alive is off: a stale connection would make a clean failure an unknown one.
 */
export function stripeRail(access: StripeAccess): PaymentRail {
  let client: Promise<Stripe> | undefined;
  const call = async <T, R>(perform: (stripe: Stripe) => Promise<T>, read: (answer: T) => R): Promise<Called<R>> => {
    client ??= connect(access);
    const stripe = await client;
    try {
      return { ok: read(await perform(stripe)) };
    } catch (error) {
      return { failed: stripeFailure(error) };
    }
  };
  return {
    name: 'stripe',
    features: { savesCards: false, reauthorizes: false, balanceLines: false },
    openSession: (order) =>
      call((stripe) => stripe.checkout.sessions.create(...sessionParams(order)), checkoutSessionOf),
    readSession: (ref) => call((stripe) => stripe.checkout.sessions.retrieve(ref), checkoutSessionOf),
    readPayment: (type, ref) =>
      call(
        (stripe) => readPayment(stripe, type, ref),
        (reading) => reading,
      ),
    capture: (order) => call((stripe) => capture(stripe, order), readingOfIntent),
    placeHold: notOffered,
    voidHold: notOffered,
    refund: notOffered,
    reauthorize: notOffered,
    findByOperation: notOffered,
    listBalance: notOffered,
    listPayouts: notOffered,
    listEvents: notOffered,
  };
}

async function notOffered(): Promise<{ readonly failed: CallFailure }> {
  return { failed: { outcome: 'refused', reason: 'not_offered' } };
}

async function connect({ secretKey, sandboxUrl, timeoutMs = 10_000 }: StripeAccess): Promise<Stripe> {
  const { default: StripeClient } = await import('stripe');
  const sandbox = sandboxUrl === undefined ? undefined : new URL(sandboxUrl);
  const agent =
    sandbox?.protocol === 'http:' ? new HttpAgent({ keepAlive: false }) : new HttpsAgent({ keepAlive: false });
  return new StripeClient(secretKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: singleShotTransport(StripeClient.createNodeHttpClient(agent)),
    ...(sandbox === undefined
      ? {}
      : {
          host: sandbox.hostname,
          port: sandbox.port || (sandbox.protocol === 'http:' ? 80 : 443),
          protocol: sandbox.protocol === 'http:' ? 'http' : 'https',
        }),
  });
}

function sessionParams(order: SessionOrder): [Stripe.Checkout.SessionCreateParams, Stripe.RequestOptions] {
  const metadata = {
    tenant: order.tenantId,
    contract: order.contractId,
    milestone: order.milestoneId,
    operation: order.operationId,
    correlation: order.correlationId,
    ...(order.traceparent === null ? {} : { traceparent: order.traceparent }),
  };
  const params: Stripe.Checkout.SessionCreateParams = {
    mode: 'payment',
    ui_mode: 'hosted_page',
    allowed_payment_method_types: ['card'],
    adaptive_pricing: { enabled: false },
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: order.currency.toLowerCase(),
          unit_amount: order.amountMinor,
          product_data: { name: order.title.slice(0, 250) },
        },
      },
    ],
    metadata,
    payment_intent_data: { capture_method: 'manual', metadata },
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
  };
  return [params, { idempotencyKey: order.idempotencyKey }];
}

async function readPayment(stripe: Stripe, type: string, ref: string): Promise<PaymentReading> {
  if (type === 'checkout.session') {
    return readingOfSession(await stripe.checkout.sessions.retrieve(ref, { expand: WITH_INTENT }));
  }
  if (type === 'charge') {
    return readingOfCharge(await stripe.charges.retrieve(ref, { expand: WITH_INTENT }));
  }
  return readingOfIntent(await stripe.paymentIntents.retrieve(ref, { expand: WITH_CHARGE }));
}

/** The key stands in the options, the third argument: beside the id alone the SDK would send it as a parameter. */
function capture(stripe: Stripe, order: CaptureOrder): Promise<Stripe.PaymentIntent> {
  const { amountMinor, idempotencyKey, paymentRef } = order;
  const params = { amount_to_capture: amountMinor, expand: WITH_CHARGE };
  return stripe.paymentIntents.capture(paymentRef, params, { idempotencyKey });
}
