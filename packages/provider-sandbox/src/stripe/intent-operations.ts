import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { searchIntents } from './intent-search.ts';
import { payOffSession } from './off-session-payment.ts';
import { releaseHold } from './release-hold.ts';
import { settleCharge } from './settle-charge.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, formInteger, formMetadata, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const retrieveParams = z.strictObject({ expand: expandParam, client_secret: z.string().optional() });

const captureParams = z.strictObject({
  amount_to_capture: formInteger.pipe(z.number().min(1)).optional(),
  metadata: formMetadata.optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.PaymentIntentCaptureParams]?: z.ZodType });

const cancelParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.PaymentIntentCancelParams]?: z.ZodType });

const cancelable = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
];

function keyOf(request: SandboxRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
}

function unexpectedState(intent: Stripe.PaymentIntent, verb: string, allowed: readonly string[]): Reply {
  return stripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb}: ${allowed.join(', ')}.`,
    payment_intent: intent,
  });
}

function withIntent(
  world: StripeWorld,
  request: SandboxRequest,
  answer: (intent: Stripe.PaymentIntent) => Reply,
): Reply {
  const id = request.params['id'] ?? '';
  const intent = world.tables.intents.get(id);
  return intent ? answer(intent) : noSuchObject('payment_intent', id, 'intent');
}

function capture(world: StripeWorld, request: SandboxRequest, intent: Stripe.PaymentIntent): Reply {
  const { params, refusal } = readStripeParams(captureParams, request);
  if (refusal) return refusal;
  if (intent.status !== 'requires_capture') return unexpectedState(intent, 'captured', ['requires_capture']);
  const amount = params.amount_to_capture ?? intent.amount_capturable;
  if (amount > intent.amount_capturable) {
    return stripeError(400, {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      param: 'amount_to_capture',
      message: 'The remaining amount available to capture for this PaymentIntent is smaller than the requested amount.',
    });
  }
  const charge = world.tables.charges.get(String(intent.latest_charge));
  if (!charge) throw new Error('An authorised intent has no charge');
  const metadata = { ...intent.metadata, ...params.metadata };
  const settled = settleCharge(world, { ...intent, metadata }, charge, amount, keyOf(request));
  return stripeReply(expandObject(world, settled, params.expand));
}

function cancel(world: StripeWorld, request: SandboxRequest, intent: Stripe.PaymentIntent): Reply {
  const { params, refusal } = readStripeParams(cancelParams, request);
  if (refusal) return refusal;
  if (!cancelable.includes(intent.status)) return unexpectedState(intent, 'canceled', cancelable);
  const canceled = releaseHold(world, intent, {
    cause: 'canceled',
    cancellationReason: params.cancellation_reason ?? null,
    idempotencyKey: keyOf(request),
  });
  return stripeReply(expandObject(world, canceled, params.expand));
}

function retrieve(world: StripeWorld, request: SandboxRequest, intent: Stripe.PaymentIntent): Reply {
  const { params, refusal } = readStripeParams(retrieveParams, request);
  return refusal ?? stripeReply(expandObject(world, intent, params.expand));
}

const intentListParams = z.strictObject({ ...listParams, customer: z.string().optional() });

function list(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(intentListParams, request);
  if (refusal) return refusal;
  const wanted = world.tables.intents.all().filter(({ customer }) => !params.customer || customer === params.customer);
  return listReply(world, '/v1/payment_intents', wanted, params);
}

/** PaymentIntents: create (with a saved card, off-session), list, search, retrieve, capture, cancel. */
export const intentOperations = (world: StripeWorld): Operation[] => [
  {
    name: 'payment_intents.create',
    method: 'post',
    path: '/v1/payment_intents',
    handle: (request) => payOffSession(world, request),
  },
  {
    name: 'payment_intents.list',
    method: 'get',
    path: '/v1/payment_intents',
    handle: (request) => list(world, request),
  },
  {
    name: 'payment_intents.search',
    method: 'get',
    path: '/v1/payment_intents/search',
    handle: (request) => searchIntents(world, request),
  },
  {
    name: 'payment_intents.retrieve',
    method: 'get',
    path: '/v1/payment_intents/:id',
    handle: (request) => withIntent(world, request, (intent) => retrieve(world, request, intent)),
  },
  {
    name: 'payment_intents.capture',
    method: 'post',
    path: '/v1/payment_intents/:id/capture',
    handle: (request) => withIntent(world, request, (intent) => capture(world, request, intent)),
  },
  {
    name: 'payment_intents.cancel',
    method: 'post',
    path: '/v1/payment_intents/:id/cancel',
    handle: (request) => withIntent(world, request, (intent) => cancel(world, request, intent)),
  },
];
