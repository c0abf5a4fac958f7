import { z } from 'zod';
import type { CallFailure } from './payment-rail.ts';

/** What is known of a call that gave nothing. Never what was sent or answered: that may be secret. */
type Known =
  /** Surely nothing reached PayPal. */
  | { readonly kind: 'not_connected' }
  /** The connection ended, or time ran out, before the whole answer was there. */
  | { readonly kind: 'lost' | 'timed_out' }
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** PayPal's fine-grained code, or the name of its error. */
      readonly issue: string | undefined;
      /** NaN when PayPal gave none. */
      readonly retryAfterS: number;
    };

/** Network codes after which surely nothing reached the provider. */
const NEVER_CONNECTED: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const withCode = z.object({ code: z.string() });

const LONGEST_WAIT_S = 300;

/** A call of PayPal that gave nothing. */
export class PayPalProblem extends Error {
  override readonly name = 'PayPalProblem';
  readonly known: Known;
  /** It befell a call that only prepared the one that was wanted, which was not sent. */
  readonly isBeforeSending: boolean;

  constructor(known: Known, isBeforeSending = false) {
    super(`PayPal gave nothing: ${known.kind}`);
    this.known = known;
    this.isBeforeSending = isBeforeSending;
  }

  /** The same of a call that only prepared another. */
  beforeSending(): PayPalProblem {
    return new PayPalProblem(this.known, true);
  }

  /** What an error of the connection says. */
  static ofConnection(error: unknown, isOutOfTime: boolean): PayPalProblem {
    if (isOutOfTime) return new PayPalProblem({ kind: 'timed_out' });
    const code = withCode.safeParse(error).data?.code;
    return new PayPalProblem({ kind: NEVER_CONNECTED.has(code) ? 'not_connected' : 'lost' });
  }
}

/** Said where the payer's bank or PayPal did not take the money; the payer can choose another way to pay. */
const DECLINED =
  'PayPal could not take the payment that way. Nothing was charged. Please pay again and choose another way.';

const DECLINES: ReadonlySet<string | undefined> = new Set([
  'INSTRUMENT_DECLINED',
  'PAYER_ACTION_REQUIRED',
  'PAYER_CANNOT_PAY',
  'TRANSACTION_REFUSED',
  'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING',
]);

/**
 * Translates what befell a call into what is really known. https://developer.paypal.com/api/rest/responses/
 *
 * - Never connected, or failed while only preparing (a token, a look at the hold): `not_sent`.
 * - Closed, timed out, cut short, 5xx, unreadable or not as described: `unknown`.
 * - 401 and 403: `not_sent`, and the breaker opens: no other call would fare better.
 * - 409 (the same key is being worked on) and 429: `rate_limited`. Other 4xx: `refused`, for PayPal's reason in lower case.
 *
 * Rethrows what is no problem of a call: a bug of ours.
 */
export function paypalFailure(error: unknown): CallFailure {
  if (error instanceof z.ZodError) return { outcome: 'unknown', reason: 'unreadable_answer' };
  if (!(error instanceof PayPalProblem)) throw error;
  const failure = failureOf(error.known);
  return failure.outcome === 'unknown' && error.isBeforeSending
    ? { outcome: 'not_sent', reason: failure.reason ?? 'provider_unreachable' }
    : failure;
}

function failureOf(known: Known): CallFailure {
  switch (known.kind) {
    case 'not_connected':
      return { outcome: 'not_sent', reason: 'provider_unreachable' };
    case 'lost':
      return { outcome: 'unknown', reason: 'connection_lost' };
    case 'timed_out':
      return { outcome: 'unknown', reason: 'timed_out' };
    case 'unreadable':
      return { outcome: 'unknown', reason: 'unreadable_answer' };
    case 'answered':
      return refusalOf(known);
  }
}

function refusalOf({ issue, retryAfterS, status }: Extract<Known, { kind: 'answered' }>): CallFailure {
  if (status === 401 || status === 403) return { outcome: 'not_sent', reason: 'credentials_refused', breaker: true };
  if (status === 429 || status === 409) return { outcome: 'rate_limited', until: waitUntil(retryAfterS) };
  if (status === 404) return { outcome: 'refused', reason: 'resource_missing' };
  if (status < 400 || status >= 500) return { outcome: 'unknown', reason: 'provider_error' };
  const reason = (issue ?? 'invalid_request').toLowerCase();
  return DECLINES.has(issue) ? { outcome: 'refused', reason, detail: DECLINED } : { outcome: 'refused', reason };
}

/** As long as PayPal asks, two seconds where it does not say, five minutes at most. */
function waitUntil(retryAfterS: number): Date {
  const seconds = retryAfterS > 0 ? Math.min(retryAfterS, LONGEST_WAIT_S) : 2;
  return new Date(Date.now() + seconds * 1_000);
}
