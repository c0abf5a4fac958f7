import type Stripe from 'stripe';
import { z } from 'zod';
import type { Reply, SandboxRequest } from '../core/operation.ts';
import { expandParam, formInteger, readStripeParams } from './stripe-params.ts';
import { stripeError, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const searchParams = z.strictObject({
  query: z.string().min(1).max(1_000),
  limit: formInteger.pipe(z.number().min(1).max(100)).default(10),
  page: z.string().optional(),
  expand: expandParam,
});

type Clause = (intent: Stripe.PaymentIntent) => boolean;

function parseClause(text: string): Clause | undefined {
  const metadata = /^metadata\[(['"])(.+?)\1\]\s*:\s*(['"])(.*)\3$/.exec(text);
  if (metadata) return (intent) => intent.metadata[metadata[2] ?? ''] === metadata[4];
  const field = /^(status|currency)\s*:\s*(['"])(.*)\2$/.exec(text);
  if (field) return (intent) => (field[1] === 'status' ? intent.status : intent.currency) === field[3];
  const amount = /^amount\s*:\s*(\d+)$/.exec(text);
  return amount ? (intent) => intent.amount === Number(amount[1]) : undefined;
}

/**
 * The search API for the clauses `metadata['k']:'v'`, `status:'s'`, `currency:'c'` and `amount:n`, joined by AND.
 * Unlike the real one it is never behind. https://docs.stripe.com/search
 */
export function searchIntents(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(searchParams, request);
  if (refusal) return refusal;
  const clauses = params.query.split(/\s+AND\s+/i).map((text) => parseClause(text.trim()));
  if (clauses.includes(undefined)) {
    const message = 'We were unable to parse your search query.';
    return stripeError(400, { type: 'invalid_request_error', message, param: 'query' });
  }
  const found = world.tables.intents
    .all()
    .reverse()
    .filter((intent) => clauses.every((clause) => clause?.(intent)));
  const start = Number(params.page ?? 0) || 0;
  const end = start + params.limit;
  const expand = params.expand?.map((path) => path.replace(/^data\./, ''));
  return stripeReply({
    object: 'search_result',
    data: found.slice(start, end).map((intent) => expandObject(world, intent, expand)),
    has_more: end < found.length,
    next_page: end < found.length ? String(end) : null,
    url: '/v1/payment_intents/search',
  });
}
