import type { z } from 'zod';
import type { Edge } from '../decide/edge.ts';
import type { EventSource } from './streamed-event.ts';

/** What a route answers. Build it with `json`, `html`, `redirect`, `problem`, `empty` or `eventStream`. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly ReplyCookie[];
  readonly body: string | Uint8Array | null;
  /** What is written after the head, instead of a body, for as long as it comes. */
  readonly events?: EventSource;
}

/** A cookie to set. `__Host-` names get `Secure`, `Path=/` and no domain by themselves. */
export interface ReplyCookie {
  readonly name: string;
  readonly value: string;
  /** Seconds until it expires; 0 deletes it. */
  readonly maxAgeS: number;
}

/** What a route's handler is given. */
export interface RouteContext<P, Q, B> extends Edge {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The body's original bytes, exactly as received. Empty for GET. */
  readonly rawBody: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly ip: string;
  readonly userAgent: string;
  /** The caller's `Idempotency-Key`, or a random UUID when the route does not demand one. */
  readonly idempotencyKey: string;
  /** Nonce that this answer's Content-Security-Policy admits for inline scripts and styles. */
  readonly nonce: string;
}

/** One endpoint: everything about it in one object. */
export interface Route {
  readonly method: 'get' | 'post';
  /** express 5 path: `/client-room/:contractId`. */
  readonly path: string;
  readonly summary: string;
  /** Body kinds it reads; `raw` leaves the bytes alone (webhooks), `form` is urlencoded, `json` is the default of POST. */
  readonly reads?: 'json' | 'form' | 'raw';
  /** Largest body in bytes; 64 KiB when absent. */
  readonly bodyLimitBytes?: number;
  /** Requests admitted per minute and client address; 120 when absent. */
  readonly ratePerMinute?: number;
  /** Demands an `Idempotency-Key` header; a repeated key gets the first answer again. */
  readonly idempotent?: boolean;
  /** Origins besides 'self' that this page's forms may post or redirect to (CSP `form-action`). */
  readonly formAction?: readonly string[];
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** What the JSON of its answer looks like, for the OpenAPI document; parsing it before answering is the handler's. */
  readonly answers?: z.ZodType;
  handle(context: RouteContext<unknown, unknown, unknown>): Promise<Reply>;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/**
 * Declares a route. A path parameter that does not parse is answered 404; a query or body that does not, with a 400 problem
 * document (RFC 9457) that names the fields and never repeats their values; a throw is answered 500 with a reference and logged with its cause.
 */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  definition: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    handle(context: RouteContext<Parsed<P>, Parsed<Q>, Parsed<B>>): Promise<Reply>;
  },
): Route {
  return Object.freeze(definition) as unknown as Route;
}
