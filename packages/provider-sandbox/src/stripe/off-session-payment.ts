import type Stripe from 'stripe';
import { z } from 'zod';
import type { Reply, SandboxRequest } from '../core/operation.ts';
import { type Attempt, authorizeIntent, failIntent } from './charge-intent.ts';
import { newPaymentIntent } from './intent-object.ts';
import { expandParam, formInteger, formMetadata, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import type { StoredMethod } from './stripe-tables.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';
import { authenticationRequired, type CardDecline, type CardTraits } from './test-cards.ts';

/** Only what a payment without the client needs: made and confirmed in one call, with a saved card. */
const createParams = z.strictObject({
  amount: formInteger.pipe(z.number().min(50).max(99_999_999)),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, 'Invalid currency')
    .transform((currency) => currency.toLowerCase()),
  customer: z.string(),
  payment_method: z.string(),
  confirm: z.literal('true'),
  off_session: z.literal('true'),
  allowed_payment_method_types: z.array(z.literal('card')).optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  error_on_requires_action: z.enum(['true', 'false']).optional(),
  description: z.string().max(1_000).optional(),
  metadata: formMetadata.optional(),
  receipt_email: z.email().optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
  transfer_group: z.string().optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.PaymentIntentCreateParams]?: z.ZodType });

type CreateParams = z.output<typeof createParams>;

function savedCard(world: StripeWorld, params: CreateParams): StoredMethod | Reply {
  const { customer, payment_method: id } = params;
  if (!world.tables.customers.get(customer)) return noSuchObject('customer', customer, 'customer');
  const stored = world.tables.methods.get(id);
  if (!stored) return noSuchObject('PaymentMethod', id, 'payment_method');
  if (stored.method.customer === customer) return stored;
  const message =
    stored.method.customer === null
      ? 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.'
      : `The provided PaymentMethod (${id}) does not belong to the Customer you supplied (${customer}).`;
  return stripeError(400, { type: 'invalid_request_error', message, param: 'payment_method' });
}

function declineOf(traits: CardTraits = {}): CardDecline | undefined {
  return traits.offSession === 'authentication_required' ? authenticationRequired : traits.onCharge;
}

function newIntent(world: StripeWorld, params: CreateParams): Stripe.PaymentIntent {
  const wish = {
    amountMinor: params.amount,
    currency: params.currency,
    customer: params.customer,
    captureMethod: params.capture_method === 'manual' ? ('manual' as const) : ('automatic_async' as const),
    description: params.description ?? null,
    metadata: params.metadata ?? {},
    receiptEmail: params.receipt_email ?? null,
    statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
    transferGroup: params.transfer_group ?? null,
    setupFutureUsage: null,
  };
  return newPaymentIntent(wish, world.clock.nowSeconds());
}

/**
 * Makes and confirms a PaymentIntent with a saved card while the client is away. A refusal is answered as Stripe does: 402,
 * with the intent, which waits for another payment method. https://docs.stripe.com/payments/without-card-authentication
 */
export function payOffSession(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(createParams, request);
  if (refusal) return refusal;
  const method = savedCard(world, params);
  if ('status' in method) return method;
  const intent = newIntent(world, params);
  const key = request.headers['idempotency-key'];
  const idempotencyKey = typeof key === 'string' ? key : undefined;
  world.tables.intents.put(intent.id, intent);
  world.emit('payment_intent.created', intent, idempotencyKey);
  const attempt: Attempt = { method, offSession: true, session: null, idempotencyKey };
  const decline = declineOf(method.card.traits);
  if (!decline) return stripeReply(expandObject(world, authorizeIntent(world, intent, attempt), params.expand));
  const failed = failIntent(world, intent, attempt, decline);
  return stripeError(402, {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    charge: failed.latest_charge,
    payment_intent: failed,
    payment_method: method.method,
  });
}
