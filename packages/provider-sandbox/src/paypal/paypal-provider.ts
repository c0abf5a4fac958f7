import { createHash } from 'node:crypto';
import type { Operation, Provider, Reply, SandboxRequest } from '../core/operation.ts';
import { randomId } from '../core/random-id.ts';
import { jsonReply } from '../core/reply.ts';
import { authorizationOperations } from './authorization-operations.ts';
import { captureOperations } from './capture-operations.ts';
import { orderOperations } from './order-operations.ts';
import { paypalError } from './paypal-reply.ts';
import type { PayPalWorld } from './paypal-world.ts';
import { recordOperations } from './record-operations.ts';

/** The client ids the sandbox takes, with any secret that begins alike. */
const clientPattern = /^paypal_sandbox_[\w-]+$/;
/** PayPal's access tokens live for nine hours. https://developer.paypal.com/api/rest/authentication/ */
const tokenSeconds = 9 * 3_600;
const hourMs = 3_600_000;

/** `POST /v1/oauth2/token` with the client's credentials. */
function grantToken(world: PayPalWorld, request: SandboxRequest): Reply {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [client = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  if (!clientPattern.test(client) || !clientPattern.test(secret)) {
    const description = 'Client Authentication failed';
    return jsonReply(401, { error: 'invalid_client', error_description: description });
  }
  if (new URLSearchParams(request.body.toString('utf8')).get('grant_type') !== 'client_credentials') {
    const description = 'Grant Type is NULL, or is not client_credentials';
    return jsonReply(400, { error: 'unsupported_grant_type', error_description: description });
  }
  const token = randomId('A21AA', 60);
  const digest = digestOf(token);
  world.tables.tokens.put(digest, { digest, endsMs: world.clock.nowMs() + tokenSeconds * 1_000 });
  return jsonReply(200, {
    scope: 'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/reporting/search/read',
    access_token: token,
    token_type: 'Bearer',
    app_id: 'APP-80W284485P519543T',
    expires_in: tokenSeconds,
    nonce: randomId('', 43),
  });
}

/** Tokens are kept by their digest: the log tells nobody one. */
const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function refuseCaller(world: PayPalWorld, operation: Operation, request: SandboxRequest): Reply | undefined {
  if (operation.name === 'oauth2.token') return undefined;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const endsMs = world.tables.tokens.get(digestOf(token))?.endsMs ?? 0;
  return endsMs > world.clock.nowMs() ? undefined : paypalError(401, 'AUTHENTICATION_FAILURE');
}

/**
 * PayPal's idempotency: the first answer under a `PayPal-Request-Id` is answered again while the key is kept, whatever the
 * later body says. Answers of 5xx and 429 are not kept. https://developer.paypal.com/api/rest/reference/idempotency/
 */
function answerOnce(world: PayPalWorld, operation: Operation, request: SandboxRequest, produce: () => Reply): Reply {
  const key = request.headers['paypal-request-id'];
  if (request.method !== 'POST' || typeof key !== 'string' || key === '') return produce();
  const { orderKeyHours, paymentKeyHours } = world.settings();
  const keptMs = (operation.name.startsWith('orders.') ? orderKeyHours : paymentKeyHours) * hourMs;
  const id = `${request.path} ${key}`;
  const known = world.tables.answers.get(id);
  const now = world.clock.nowMs();
  if (known && now - known.createdMs <= keptMs) {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return { status: known.status, headers, body: known.body, note: { replayed: true } };
  }
  const reply = produce();
  if (reply.status < 300) world.tables.answers.put(id, { status: reply.status, body: reply.body, createdMs: now });
  return reply;
}

/** PayPal's REST API. Credentials: `paypal_sandbox_…`. */
export function createPayPalProvider(world: PayPalWorld): Provider {
  return {
    name: 'paypal',
    hosts: ['api-m.paypal.com', 'api-m.sandbox.paypal.com', 'api.paypal.localhost'],
    operations: [
      {
        name: 'oauth2.token',
        method: 'post',
        path: '/v1/oauth2/token',
        handle: (request) => grantToken(world, request),
      },
      ...orderOperations(world),
      ...authorizationOperations(world),
      ...captureOperations(world),
      ...recordOperations(world),
    ],
    around: (operation, request, produce) =>
      refuseCaller(world, operation, request) ?? answerOnce(world, operation, request, produce),
    failure: ({ status, retryAfterSeconds }) =>
      status === 429
        ? paypalError(429, 'RATE_LIMIT_REACHED', [], [], { 'retry-after': String(retryAfterSeconds) })
        : paypalError(status, 'INTERNAL_SERVER_ERROR'),
    notFound: () => paypalError(404, 'RESOURCE_NOT_FOUND'),
  };
}
