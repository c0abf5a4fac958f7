import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import type { Edge } from '../decide/edge.ts';
import type { Logger } from '../telemetry/logger.ts';
import { parseCookies } from './cookies.ts';
import {
  claimIdempotencyKey,
  type KeyedRequest,
  releaseIdempotencyKey,
  requestSha256,
  storeAnswer,
} from './idempotency.ts';
import { problem, withHeader } from './reply.ts';
import { fieldsOf, parseBody, type Read, readBody } from './request-body.ts';
import type { Reply, Route, RouteContext } from './route.ts';

/** What a route is answered with, besides the request. */
export interface Answering {
  readonly edge: Edge;
  readonly tenantId: string;
  readonly logger: Logger;
}

type Context = RouteContext<unknown, unknown, unknown>;

/** The route as it is named in logs, spans and idempotency rows: never the address itself, which may hold a token. */
export function routeName(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method.toUpperCase()} ${route.path}`;
}

function parse(part: 'query' | 'body', schema: z.ZodType | undefined, value: unknown): Read<unknown> {
  if (schema === undefined) return { ok: undefined };
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return { ok: parsed.data };
  const errors = parsed.error.issues.map((issue) => ({
    field: [part, ...issue.path.map(String)].join('.'),
    problem: issue.code === 'unrecognized_keys' ? 'has fields nobody asked for' : issue.message,
  }));
  const detail = 'Some fields are missing or wrong; errors names them';
  return { refused: problem(400, 'invalid_request', 'Invalid request', detail, { errors }) };
}

/** A path parameter that does not parse names nothing we have: the same 404 as any address nobody serves. */
export const notFound = problem(404, 'not_found', 'Not found', 'There is nothing here');

function parseParams(schema: z.ZodType | undefined, value: unknown): Read<unknown> {
  if (schema === undefined) return { ok: undefined };
  const parsed = z.safeParse(schema, value);
  return parsed.success ? { ok: parsed.data } : { refused: notFound };
}

/**
 * `Idempotency-Key` is a quoted string in the draft, bare in the wild (draft-ietf-httpapi-idempotency-key-header-07 §2.1).
 * A route that does not ask for one keeps no answers: there a caller's key must not name what is decided.
 */
function readKey(request: Request, route: Route): Read<string> {
  if (!route.idempotent) return { ok: randomUUID() };
  const header = (request.get('idempotency-key') ?? '').replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return { ok: header };
  const detail = 'Send an Idempotency-Key header of 1 to 255 visible ASCII characters';
  return { refused: problem(400, 'idempotency_key_required', 'Idempotency key required', detail) };
}

/** Browsers say where a request comes from; a form on somebody else's page must not act in a client's name. */
function isForgery(request: Request, route: Route): boolean {
  return route.method === 'post' && route.reads !== 'raw' && request.get('sec-fetch-site') === 'cross-site';
}

function headersOf(request: Request): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(request.headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

async function readContext(request: Request, route: Route, edge: Edge, nonce: string): Promise<Read<Context>> {
  const key = readKey(request, route);
  if ('refused' in key) return key;
  const rawBody: Read<Uint8Array> = route.method === 'post' ? await readBody(request, route) : { ok: new Uint8Array() };
  if ('refused' in rawBody) return rawBody;
  const params = parseParams(route.params, request.params);
  if ('refused' in params) return params;
  const query = parse('query', route.query, fieldsOf(new URL(request.url, 'http://any').searchParams));
  if ('refused' in query) return query;
  const given: Read<unknown> = route.body === undefined ? { ok: undefined } : parseBody(request, route, rawBody.ok);
  if ('refused' in given) return given;
  const body = parse('body', route.body, given.ok);
  if ('refused' in body) return body;
  return {
    ok: {
      now: edge.now,
      decide: (tenantId, cause, work) => edge.decide(tenantId, cause, work),
      read: (tenantId, load) => edge.read(tenantId, load),
      request: (definition, input) => edge.request(definition, input),
      outcomeOf: (effectId, timeoutMs) => edge.outcomeOf(effectId, timeoutMs),
      params: params.ok,
      query: query.ok,
      body: body.ok,
      rawBody: rawBody.ok,
      headers: headersOf(request),
      cookies: parseCookies(request.get('cookie')),
      ip: request.ip ?? '',
      userAgent: request.get('user-agent') ?? '',
      idempotencyKey: key.ok,
      nonce,
    },
  };
}

async function handleOnce(route: Route, request: Request, context: Context, answering: Answering): Promise<Reply> {
  const { edge, tenantId, logger } = answering;
  const credentials = [request.get('cookie') ?? '', request.get('authorization') ?? ''];
  const keyed: KeyedRequest = {
    tenantId,
    route: routeName(route),
    key: context.idempotencyKey,
    sha256: requestSha256([request.url, ...credentials, context.rawBody]),
  };
  const claim = await claimIdempotencyKey(edge, keyed);
  if (claim === 'mismatch') {
    return problem(422, 'idempotency_key_reused', 'Idempotency key reused', 'This key was sent with another request');
  }
  if (claim === 'busy') {
    const refusal = problem(409, 'in_progress', 'In progress', 'A request with this key is being answered');
    return withHeader(refusal, 'retry-after', '1');
  }
  if (claim !== 'ours') return claim.answered;
  try {
    const reply = await route.handle(context);
    await (reply.status < 500 ? storeAnswer(edge, keyed, reply) : releaseIdempotencyKey(edge, keyed));
    return reply;
  } catch (error) {
    await releaseIdempotencyKey(edge, keyed).catch((failure: unknown) => {
      logger.warn({ err: failure, route: keyed.route }, 'an idempotency key stays claimed for a minute');
    });
    throw error;
  }
}

/**
 * Reads and parses a request, and has its route answer it; on an `idempotent` route once for each key.
 * Rejects with whatever the route rejects with.
 */
export async function answerRoute(route: Route, request: Request, nonce: string, answering: Answering): Promise<Reply> {
  if (isForgery(request, route)) {
    return problem(403, 'cross_site', 'Refused', 'This form was sent from another site');
  }
  const context = await readContext(request, route, answering.edge, nonce);
  if ('refused' in context) return context.refused;
  return route.idempotent ? handleOnce(route, request, context.ok, answering) : route.handle(context.ok);
}
