import { randomBytes } from 'node:crypto';
import type { Reply } from '../core/operation.ts';
import { jsonReply } from '../core/reply.ts';

/** One of the `details` of a refusal. https://developer.paypal.com/api/rest/responses/#link-errors */
export interface PayPalDetail {
  readonly issue: string;
  readonly description?: string;
  readonly field?: string;
  readonly value?: string;
  readonly location?: 'body' | 'path' | 'query';
}

/** A link between objects, or to a page. */
export interface PayPalLink {
  readonly href: string;
  readonly rel: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
}

const sentences = {
  INVALID_REQUEST: 'Request is not well-formed, syntactically incorrect, or violates schema.',
  AUTHENTICATION_FAILURE:
    'Authentication failed due to missing authorization header, or invalid authentication credentials.',
  RESOURCE_NOT_FOUND: 'The specified resource does not exist.',
  UNPROCESSABLE_ENTITY:
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
  RATE_LIMIT_REACHED: 'Too many requests. Blocked due to rate limiting.',
  INTERNAL_SERVER_ERROR: 'An internal server error has occurred.',
} as const;

const newDebugId = (): string => randomBytes(7).toString('hex').slice(0, 13);

/** A successful answer; `paypal-debug-id` names the call. */
export function paypalReply(status: number, body: unknown, note?: Reply['note']): Reply {
  const reply = jsonReply(status, body, { 'paypal-debug-id': newDebugId() });
  return note === undefined ? reply : { ...reply, note };
}

/** A refusal in PayPal's shape. */
export function paypalError(
  status: number,
  name: keyof typeof sentences,
  details: readonly PayPalDetail[] = [],
  links: readonly PayPalLink[] = [],
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const debugId = newDebugId();
  const body = { name, message: sentences[name], debug_id: debugId, ...(details.length > 0 ? { details } : {}), links };
  return jsonReply(status, body, { 'paypal-debug-id': debugId, ...headers });
}

/** 422: understood, and not possible. */
export const unprocessable = (issue: string, description: string, links: readonly PayPalLink[] = []): Reply =>
  paypalError(422, 'UNPROCESSABLE_ENTITY', [{ issue, description }], links);

/** 404 for an id PayPal does not know. */
export const unknownResource = (): Reply =>
  paypalError(404, 'RESOURCE_NOT_FOUND', [
    {
      issue: 'INVALID_RESOURCE_ID',
      description: 'Specified resource ID does not exist. Please check the resource ID and try again.',
    },
  ]);
