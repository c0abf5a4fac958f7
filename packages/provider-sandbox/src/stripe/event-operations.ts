import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, formBoolean, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeReply } from './stripe-reply.ts';
import type { StripeWorld } from './stripe-world.ts';

const keepSeconds = 30 * 86_400;

const eventListParams = z.strictObject({
  ...listParams,
  type: z.string().optional(),
  types: z.array(z.string()).max(20).optional(),
  delivery_success: formBoolean.optional(),
});

function matches(types: readonly string[] | undefined, { type }: Stripe.Event): boolean {
  return (
    !types || types.some((wanted) => type === wanted || (wanted.endsWith('*') && type.startsWith(wanted.slice(0, -1))))
  );
}

function list(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(eventListParams, request);
  if (refusal) return refusal;
  const types = params.types ?? (params.type === undefined ? undefined : [params.type]);
  const oldest = world.clock.nowSeconds() - keepSeconds;
  const owed = world.webhooks.owedEvents('stripe');
  const wanted = params.delivery_success;
  const events = world.tables.events
    .all()
    .filter((event) => event.created >= oldest && matches(types, event))
    .filter((event) => wanted === undefined || wanted !== owed.has(event.id))
    .map((event) => ({ ...event, pending_webhooks: owed.has(event.id) ? 1 : 0 }));
  return listReply(world, '/v1/events', events, params);
}

function retrieve(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(z.strictObject({ expand: expandParam }), request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const event = world.tables.events.get(id);
  return params && event ? stripeReply(event) : noSuchObject('event', id);
}

/**
 * Events of the last 30 virtual days, also those no webhook told about: `delivery_success=false` lists them.
 * https://docs.stripe.com/api/events/list
 */
export const eventOperations = (world: StripeWorld): Operation[] => [
  { name: 'events.list', method: 'get', path: '/v1/events', handle: (request) => list(world, request) },
  { name: 'events.retrieve', method: 'get', path: '/v1/events/:id', handle: (request) => retrieve(world, request) },
];
