import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const onlyExpand = z.strictObject({ expand: expandParam });
const setupListParams = z.strictObject({
  ...listParams,
  customer: z.string().optional(),
  payment_method: z.string().optional(),
});

function withSetup(
  world: StripeWorld,
  request: SandboxRequest,
  answer: (intent: Stripe.SetupIntent) => Stripe.SetupIntent | Reply,
): Reply {
  const { params, refusal } = readStripeParams(onlyExpand, request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const intent = world.tables.setupIntents.get(id);
  if (!intent) return noSuchObject('setupintent', id, 'intent');
  const answered = answer(intent);
  return 'object' in answered ? stripeReply(expandObject(world, answered, params.expand)) : answered;
}

function cancel(world: StripeWorld, intent: Stripe.SetupIntent): Stripe.SetupIntent | Reply {
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message = `You cannot cancel this SetupIntent because it has a status of ${intent.status}.`;
    return stripeError(400, { type: 'invalid_request_error', code: 'setup_intent_unexpected_state', message });
  }
  const canceled: Stripe.SetupIntent = { ...intent, status: 'canceled', next_action: null };
  world.tables.setupIntents.put(intent.id, canceled);
  world.emit('setup_intent.canceled', canceled);
  return canceled;
}

function list(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(setupListParams, request);
  if (refusal) return refusal;
  const wanted = world.tables.setupIntents
    .all()
    .filter(({ customer }) => params.customer === undefined || customer === params.customer)
    .filter(({ payment_method: method }) => params.payment_method === undefined || method === params.payment_method);
  return listReply(world, '/v1/setup_intents', wanted, params);
}

/** SetupIntents: list, retrieve, cancel. They are made by Checkout in setup mode only. */
export const setupIntentOperations = (world: StripeWorld): Operation[] => [
  { name: 'setup_intents.list', method: 'get', path: '/v1/setup_intents', handle: (request) => list(world, request) },
  {
    name: 'setup_intents.retrieve',
    method: 'get',
    path: '/v1/setup_intents/:id',
    handle: (request) => withSetup(world, request, (intent) => intent),
  },
  {
    name: 'setup_intents.cancel',
    method: 'post',
    path: '/v1/setup_intents/:id/cancel',
    handle: (request) => withSetup(world, request, (intent) => cancel(world, intent)),
  },
];
