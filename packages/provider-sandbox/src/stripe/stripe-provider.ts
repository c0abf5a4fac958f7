import { createHash } from 'node:crypto';
import type { Operation, Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { customerOperations } from './customer-operations.ts';
import { disputeOperations } from './dispute-operations.ts';
import { eventOperations } from './event-operations.ts';
import { intentOperations } from './intent-operations.ts';
import { recordOperations } from './record-operations.ts';
import { refundOperations } from './refund-operations.ts';
import { RequestBudget } from './request-budget.ts';
import { sessionOperations } from './session-operations.ts';
import { setupIntentOperations } from './setup-intent-operations.ts';
import { stripeError } from './stripe-reply.ts';
import { stripeApiVersion } from './stripe-version.ts';
import type { StripeWorld } from './stripe-world.ts';

const keyPattern = /^(?:sk|rk)_(?:test_)?sandbox_[A-Za-z0-9_-]{4,}$/;
const keyLimit = 255;
const memorySeconds = 24 * 3_600;
/** Answers of calls that got as far as running; refusals before that are not remembered. */
const remembered = (status: number): boolean => status < 400 || status === 402 || status === 500;

function bearerOf(request: SandboxRequest): string {
  const header = request.headers.authorization ?? '';
  if (header.startsWith('Bearer ')) return header.slice(7);
  if (header.startsWith('Basic ')) return Buffer.from(header.slice(6), 'base64').toString('utf8').replace(/:.*$/s, '');
  return '';
}

function refuseCaller(request: SandboxRequest): Reply | undefined {
  const key = bearerOf(request);
  const type = 'invalid_request_error';
  if (key === '') {
    return stripeError(401, {
      type,
      message: 'You did not provide an API key. Use a Bearer key that starts with sk_sandbox_.',
    });
  }
  if (!keyPattern.test(key)) {
    return stripeError(401, {
      type,
      message: 'Invalid API Key provided: the sandbox takes only keys starting with sk_sandbox_.',
    });
  }
  const version = request.headers['stripe-version'];
  if (version === undefined || version === stripeApiVersion) return undefined;
  return stripeError(400, {
    type,
    message: `Invalid Stripe API version: ${String(version)}. The sandbox speaks ${stripeApiVersion}.`,
  });
}

/**
 * Stripe's idempotency: for 24 virtual hours the same key with the same call answers the first result again, a 500
 * included, and with another call it is an error. https://docs.stripe.com/api/idempotent_requests
 */
function answerOnce(world: StripeWorld, request: SandboxRequest, produce: () => Reply): Reply {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || typeof key !== 'string' || key === '') return produce();
  if (key.length > keyLimit) {
    const message = `Idempotency key is too long: at most ${keyLimit} characters.`;
    return stripeError(400, { type: 'idempotency_error', message });
  }
  const fingerprint = createHash('sha256').update(`${request.path}\n`).update(request.body).digest('hex');
  const id = `${bearerOf(request)}:${key}`;
  const known = world.tables.idempotency.get(id);
  const now = world.clock.nowSeconds();
  if (known && now - known.created <= memorySeconds) {
    if (known.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      return stripeError(400, { type: 'idempotency_error', message });
    }
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'idempotent-replayed': 'true',
      'original-request': known.requestId,
      'request-id': known.requestId,
    };
    return { status: known.status, headers, body: known.body, note: { replayed: true } };
  }
  const reply = produce();
  if (remembered(reply.status)) {
    const requestId = reply.headers?.['request-id'] ?? '';
    world.tables.idempotency.put(id, { fingerprint, status: reply.status, body: reply.body, requestId, created: now });
  }
  return reply.headers ? { ...reply, headers: { ...reply.headers, 'idempotency-key': key } } : reply;
}

function rateLimited(retryAfterSeconds: number): Reply {
  return stripeError(
    429,
    { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
    { 'retry-after': String(retryAfterSeconds), 'stripe-rate-limited-reason': 'global-rate' },
  );
}

/** Stripe's API, as `stripe` 23.1.0 speaks to it. Keys: `sk_sandbox_…`. */
export function createStripeProvider(world: StripeWorld): Provider {
  const operations: Operation[] = [
    ...sessionOperations(world),
    ...intentOperations(world),
    ...refundOperations(world),
    ...customerOperations(world),
    ...setupIntentOperations(world),
    ...disputeOperations(world),
    ...eventOperations(world),
    ...recordOperations(world),
  ];
  const budget = new RequestBudget();
  const refuse = (request: SandboxRequest): Reply | undefined => {
    const refusal = refuseCaller(request);
    if (refusal) return refusal;
    const { requestsPerSecond } = world.settings();
    return budget.admits(bearerOf(request), requestsPerSecond, Date.now()) ? undefined : rateLimited(1);
  };
  return {
    name: 'stripe',
    hosts: ['api.stripe.com', 'stripe.localhost'],
    operations,
    around: (_operation, request, produce) => refuse(request) ?? answerOnce(world, request, produce),
    failure: ({ status, retryAfterSeconds }) =>
      status === 429
        ? rateLimited(retryAfterSeconds)
        : stripeError(status, { type: 'api_error', message: 'An unknown error occurred' }),
    notFound: (request) =>
      stripeError(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${request.method}: ${request.path}).`,
      }),
  };
}
