import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { expireSession } from './expire-overdue.ts';
import { newSession } from './session-object.ts';
import { type SessionCreateParams, sessionCreateParams } from './session-params.ts';
import { newSetupIntent } from './setup-intent-object.ts';
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

/** What does not go together with the mode, or with itself. */
function refuseMode(world: StripeWorld, params: SessionCreateParams): Reply | undefined {
  const { customer, customer_creation, customer_email, line_items: items, mode } = params;
  if (customer !== undefined && !world.tables.customers.get(customer))
    return noSuchObject('customer', customer, 'customer');
  if (customer !== undefined && (customer_email !== undefined || customer_creation !== undefined)) {
    return refuse('customer', 'You may only specify one of these parameters: customer, customer_email.');
  }
  if (mode === 'setup') return refuseSetup(params);
  if (params.setup_intent_data) {
    return refuse('setup_intent_data', 'You can not pass `setup_intent_data` in `payment` mode.');
  }
  if (items === undefined) return refuse('line_items', 'Missing required param: line_items.', 'parameter_missing');
  const currencies = new Set(items.map((item) => item.price_data.currency.toLowerCase()));
  return currencies.size > 1 ? refuse('line_items', 'All line items must have the same currency.') : undefined;
}

function refuseSetup(params: SessionCreateParams): Reply | undefined {
  const misplaced = (['line_items', 'payment_intent_data', 'submit_type'] as const).find((name) => params[name]);
  if (misplaced) return refuse(misplaced, `You can not pass \`${misplaced}\` in \`setup\` mode.`);
  if (params.currency === undefined) {
    return refuse('currency', 'Missing required param: currency.', 'parameter_missing');
  }
  return undefined;
}

function refuseExpiry(now: number, expiresAt: number): Reply | undefined {
  if (expiresAt < now + shortestSeconds - graceSeconds) {
    return refuse(
      'expires_at',
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
    );
  }
  if (expiresAt <= now + longestSeconds + graceSeconds) return undefined;
  return refuse('expires_at', 'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.');
}

/** A session in setup mode has its SetupIntent from the beginning; one in payment mode gets an intent at the first try. */
function withSetupIntent(world: StripeWorld, stored: StoredSession, params: SessionCreateParams): StoredSession {
  if (params.mode !== 'setup') return stored;
  const { description = null, metadata = {} } = params.setup_intent_data ?? {};
  const purpose = { customer: params.customer ?? null, description, metadata };
  const intent = newSetupIntent(purpose, world.clock.nowSeconds());
  world.tables.setupIntents.put(intent.id, intent);
  world.emit('setup_intent.created', intent);
  return { ...stored, session: { ...stored.session, setup_intent: intent.id } };
}

function createSession(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(sessionCreateParams, request);
  if (refusal) return refusal;
  const now = world.clock.nowSeconds();
  const expiresAt = params.expires_at ?? now + longestSeconds;
  const refused = refuseExpiry(now, expiresAt) ?? refuseMode(world, params);
  if (refused) return refused;
  const bare = newSession(params, now, expiresAt);
  if ((bare.session.amount_total ?? smallestChargeMinor) < smallestChargeMinor) {
    return refuse('line_items', "The Checkout Session's total amount is too small.", 'amount_too_small');
  }
  const stored = withSetupIntent(world, bare, params);
  world.tables.sessions.put(stored.session.id, stored);
  const { id, amount_total: amount, currency, metadata, mode } = stored.session;
  world.journal.fact({ type: 'checkout.created', session: id, mode, amount, currency, metadata });
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
  customer: z.string().optional(),
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
    .filter((session) => params.customer === undefined || session.customer === params.customer)
    .filter((session) => params.status === undefined || session.status === params.status)
    .filter((session) => !params.customer_details || session.customer_details?.email === params.customer_details.email);
  return listReply(world, '/v1/checkout/sessions', sessions, params);
}

/** Checkout Sessions: create (payment or setup mode), list, retrieve, line items, expire. */
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
