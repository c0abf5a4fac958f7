import { z } from 'zod';
import { declineNotice } from '../domain/decline-reasons.ts';
import type { CallFailure } from './payment-rail.ts';

/** What of the SDK's errors is read; the rest (raw bodies, requests) is left alone. */
const stripeError = z.object({
  type: z.string().startsWith('Stripe'),
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  decline_code: z.string().optional().catch(undefined),
  headers: z.record(z.string(), z.unknown()).optional().catch(undefined),
  detail: z.object({ code: z.string() }).optional().catch(undefined),
});

type StripeFailure = z.output<typeof stripeError>;

/** Network codes after which surely nothing reached the provider. */
const NEVER_CONNECTED: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const LONGEST_WAIT_S = 300;

/**
 * Translates an error of the SDK into what is really known. https://docs.stripe.com/api/errors
 *
 * - Never connected: `not_sent`. Closed, timed out, cut short, 5xx, unreadable: `unknown`.
 * - 401 and 403: `not_sent`, and the breaker opens: no other call would fare better.
 * - A 5xx that is an earlier answer to the same key: `refused`, since asking again under it can change nothing.
 * - 409 (the same key is being worked on) and 429: `rate_limited`. Other 4xx and declined cards: `refused`.
 *
 * Rethrows what is no error of the SDK: a bug of ours.
 */
export function stripeFailure(error: unknown): CallFailure {
  const parsed = stripeError.safeParse(error);
  if (!parsed.success) throw error;
  const failure = parsed.data;
  switch (failure.type) {
    case 'StripeConnectionError':
      return connectionFailure(failure);
    case 'StripeCardError':
      return declined(failure);
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return { outcome: 'not_sent', reason: 'credentials_refused', breaker: true };
    case 'StripeRateLimitError':
      return { outcome: 'rate_limited', until: waitUntil(failure, 2) };
    default:
      return otherFailure(failure);
  }
}

function connectionFailure({ detail }: StripeFailure): CallFailure {
  if (NEVER_CONNECTED.has(detail?.code)) return { outcome: 'not_sent', reason: 'provider_unreachable' };
  return { outcome: 'unknown', reason: detail?.code === 'ETIMEDOUT' ? 'timed_out' : 'connection_lost' };
}

function declined({ code, decline_code }: StripeFailure): CallFailure {
  const reason = decline_code ?? code ?? 'card_declined';
  return { outcome: 'refused', reason, detail: declineNotice(reason).clientMessage };
}

function otherFailure(failure: StripeFailure): CallFailure {
  const { statusCode } = failure;
  if (statusCode === undefined) return { outcome: 'unknown', reason: 'unreadable_answer' };
  if (statusCode >= 500) return serverFailure(failure);
  if (statusCode === 409) return { outcome: 'rate_limited', until: waitUntil(failure, 2) };
  return { outcome: 'refused', reason: failure.code ?? 'invalid_request' };
}

/**
 * Stripe remembers a 500 under its key and answers it again for a day: the operation is over, and what it did is read from the
 * object. Another one gets a key of its own.
 */
function serverFailure({ headers }: StripeFailure): CallFailure {
  const isReplay = headers?.['idempotent-replayed'] === 'true';
  return isReplay ? { outcome: 'refused', reason: 'provider_error' } : { outcome: 'unknown', reason: 'provider_error' };
}

/** `Retry-After` in seconds where it is given (RFC 9110 §10.2.3), else `otherwiseS`; never longer than five minutes. */
function waitUntil({ headers }: StripeFailure, otherwiseS: number): Date {
  const asked = Number(headers?.['retry-after']);
  const seconds = Number.isFinite(asked) && asked > 0 ? Math.min(asked, LONGEST_WAIT_S) : otherwiseS;
  return new Date(Date.now() + seconds * 1000);
}
