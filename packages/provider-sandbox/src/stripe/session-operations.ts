import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { expireSession } from './expire-overdue.ts';
import { newSession } from './session-object.ts';
import { sessionCreateParams } from './session-params.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import type { StoredSession } from './stripe-tables.ts';
import { expandObject, viewLineItems, viewSession } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const shortestSeconds = 30 * 60;
const longestSeconds = 24 * 3_600;
/** Stripe reckons `expires_at` against its own clock; a request takes a moment. */
const graceSeconds = 60;
const smallestChargeMinor = 50;

const onlyExpand = z.strictObject({ expand: expandParam });

function refuse(param: string, message: string, code?: string): Reply {
  return stripeError(400, { type: 'invalid_request_error', message, param, ...(code ? { code } : {}) });
}

function createSession(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(sessionCreateParams, request);
  if (refusal) return refusal;
  const now = world.clock.nowSeconds();
  const expiresAt = params.expires_at ?? now + longestSeconds;
  if (expiresAt < now + shortestSeconds - graceSeconds) {
    return refuse(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    );
  }
  if (expiresAt > now + longestSeconds + graceSeconds) {
    return refuse(
      'expires_at',
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
    );
  }
  const currencies = new Set(params.line_items.map((item) => item.price_data.currency.toLowerCase()));
  if (currencies.size > 1) return refuse('line_items', 'All line items must have the same currency.');
  const stored = newSession(params, now, expiresAt);
  if ((stored.session.amount_total ?? 0) < smallestChargeMinor) {
    return refuse('line_items', "The Checkout Session's total amount is too small.", 'amount_too_small');
  }
  world.tables.sessions.put(stored.session.id, stored);
  const { id, amount_total: amount, currency, metadata } = stored.session;
  world.journal.fact({ type: 'checkout.created', session: id, amount, currency, metadata });
  return stripeReply(expandObject(world, viewSession(world, stored), params.expand));
}

function withSession(
  world: StripeWorld,
  request: SandboxRequest,
  answer: (stored: StoredSession, expand: string[] | undefined) => Reply,
): Reply {
  const { params, refusal } = readStripeParams(onlyExpand, request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const stored = world.tables.sessions.get(id);
  return stored ? answer(stored, params.expand) : noSuchObject('checkout.session', id, 'session');
}

function expire(world: StripeWorld, stored: StoredSession): Reply {
  const { id, status } = stored.session;
  if (status !== 'open') {
    const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${status}\`.`;
    return stripeError(400, { type: 'invalid_request_error', message });
  }
  expireSession(world, stored);
  const expired = world.tables.sessions.get(id);
  return stripeReply(viewSession(world, expired ?? stored));
}

const sessionListParams = z.strictObject({
  ...listParams,
  payment_intent: z.string().optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
  customer_details: z.strictObject({ email: z.string() }).optional(),
});

function listSessions(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(sessionListParams, request);
  if (refusal) return refusal;
  const sessions = world.tables.sessions
    .all()
    .map((stored) => viewSession(world, stored))
    .filter((session) => params.payment_intent === undefined || session.payment_intent === params.payment_intent)
    .filter((session) => params.status === undefined || session.status === params.status)
    .filter((session) => !params.customer_details || session.customer_details?.email === params.customer_details.email);
  return listReply(world, '/v1/checkout/sessions', sessions, params);
}

/** Checkout Sessions: create (payment mode), list, retrieve, line items, expire. */
export const sessionOperations = (world: StripeWorld): Operation[] => [
  {
    name: 'checkout.sessions.create',
    method: 'post',
    path: '/v1/checkout/sessions',
    handle: (request) => createSession(world, request),
  },
  {
    name: 'checkout.sessions.list',
    method: 'get',
    path: '/v1/checkout/sessions',
    handle: (request) => listSessions(world, request),
  },
  {
    name: 'checkout.sessions.retrieve',
    method: 'get',
    path: '/v1/checkout/sessions/:id',
    handle: (request) =>
      withSession(world, request, (stored, expand) =>
        stripeReply(expandObject(world, viewSession(world, stored), expand)),
      ),
  },
  {
    name: 'checkout.sessions.list_line_items',
    method: 'get',
    path: '/v1/checkout/sessions/:id/line_items',
    handle: (request) => withSession(world, request, (stored) => stripeReply(viewLineItems(stored))),
  },
  {
    name: 'checkout.sessions.expire',
    method: 'post',
    path: '/v1/checkout/sessions/:id/expire',
    handle: (request) => withSession(world, request, (stored) => expire(world, stored)),
  },
];
