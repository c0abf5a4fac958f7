import type { Reply } from '../core/operation.ts';
import { randomId } from '../core/random-id.ts';
import { jsonReply } from '../core/reply.ts';
import { stripeApiVersion } from './stripe-version.ts';

/** The `error` object of a Stripe refusal. https://docs.stripe.com/api/errors */
export interface StripeErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly [extra: string]: unknown;
}

function stripeHeaders(): Record<string, string> {
  return { 'request-id': randomId('req_', 14), 'stripe-version': stripeApiVersion };
}

/** A successful Stripe answer. */
export const stripeReply = (body: unknown): Reply => jsonReply(200, body, stripeHeaders());

/** A refusal in Stripe's shape. */
export function stripeError(status: number, error: StripeErrorBody, headers: Record<string, string> = {}): Reply {
  const link = error.code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${error.code}` };
  return jsonReply(status, { error: { ...link, ...error } }, { ...stripeHeaders(), ...headers });
}

/** 404 in Stripe's words; `param` is `id` unless the id came in the address under another name. */
export const noSuchObject = (kind: string, id: string, param = 'id'): Reply =>
  stripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
