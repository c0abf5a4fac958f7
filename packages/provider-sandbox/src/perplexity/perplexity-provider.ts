import { z } from 'zod';
import type { Journal } from '../core/journal.ts';
import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import type { QuotaMeter } from '../core/quota-meter.ts';
import { randomId } from '../core/random-id.ts';
import { jsonReply } from '../core/reply.ts';
import type { InventedPost } from '../posts/invented-post.ts';
import type { PostBoard } from '../posts/post-board.ts';
import { resultOf } from './perplexity-view.ts';

/** What Perplexity answers from. */
export interface PerplexityWorld {
  readonly board: PostBoard;
  readonly quotas: QuotaMeter;
  readonly journal: Journal;
}

const searchBody = z.object({
  query: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(5)]),
  max_results: z.int().min(1).max(20).default(10),
  search_recency_filter: z.enum(['hour', 'day', 'week', 'month', 'year']).optional(),
  search_domain_filter: z.array(z.string()).max(20).optional(),
});
const agentBody = z.object({
  input: z.string().min(1),
  model: z.string().optional(),
  preset: z.string().optional(),
  tools: z.array(z.object({ type: z.string() })).optional(),
});

/** 50 requests a second. */
const rule = { limit: 50, windowSeconds: 1 };
/** $5 for 1,000 requests. */
const searchMicros = 5_000;
const agentMicros = 12_000;

const refusal = (status: number, message: string, headers: Record<string, string> = {}): Reply =>
  jsonReply(
    status,
    { error: { message, type: status === 429 ? 'rate_limited' : 'invalid_request', code: status } },
    headers,
  );

function parsedBody<T>(schema: z.ZodType<T>, body: Buffer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What the search makes of a question: those with most of its longer words, best first. */
function best(board: PostBoard, query: string, count: number): InventedPost[] {
  const words = [...new Set(query.toLowerCase().match(/\p{L}{4,}/gu) ?? [])];
  return board
    .visible()
    .filter(({ isDeleted }) => !isDeleted)
    .map((post) => ({ post, text: `${post.title} ${post.text}`.toLowerCase() }))
    .map(({ post, text }) => ({ post, hits: words.filter((word) => text.includes(word)).length }))
    .filter(({ hits }) => hits > 0)
    .sort((a, b) => b.hits - a.hits || b.post.number - a.post.number)
    .slice(0, count)
    .map(({ post }) => post);
}

function search({ board, journal }: PerplexityWorld, { body }: SandboxRequest): Reply {
  const asked = parsedBody(searchBody, body);
  if (asked === undefined) return refusal(400, 'The request is not valid');
  const results = (query: string) => best(board, query, asked.max_results).map(resultOf);
  const queries = typeof asked.query === 'string' ? [asked.query] : asked.query;
  journal.fact({ type: 'perplexity.charged', requests: queries.length, amountMicros: queries.length * searchMicros });
  return jsonReply(200, {
    id: randomId('search-', 20),
    results: typeof asked.query === 'string' ? results(asked.query) : asked.query.map(results),
  });
}

function agent({ board, journal }: PerplexityWorld, { body }: SandboxRequest): Reply {
  const asked = parsedBody(agentBody, body);
  if (asked === undefined) return refusal(400, 'The request is not valid');
  const found = best(board, asked.input, 8).map(resultOf);
  journal.fact({ type: 'perplexity.charged', requests: 1, amountMicros: agentMicros });
  return jsonReply(200, {
    id: randomId('resp_', 20),
    object: 'response',
    status: 'completed',
    model: asked.model ?? 'sonar',
    output: [
      {
        type: 'search_results',
        queries: [asked.input],
        results: found.map((result, at) => ({ id: at + 1, ...result })),
      },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: `I found ${found.length} people who ask for work.`, annotations: [] }],
      },
    ],
    usage: { input_tokens: 40, output_tokens: 12, total_tokens: 52, cost: { currency: 'USD', total_cost: 0.012 } },
  });
}

function around(world: PerplexityWorld, { headers }: SandboxRequest, produce: () => Reply): Reply {
  if (!/^Bearer pplx-sandbox/.test(headers.authorization ?? '')) return refusal(401, 'Invalid API key');
  const reading = world.quotas.take('perplexity', rule);
  return reading.isAllowed
    ? produce()
    : refusal(429, 'Rate limit exceeded', { 'retry-after': String(Math.max(1, reading.resetsInSeconds)) });
}

/** Perplexity's Search API and Agent API; the retired chat endpoint answers 410. Written after its documentation; unverified. */
export const createPerplexityProvider = (world: PerplexityWorld): Provider => ({
  name: 'perplexity',
  hosts: ['api.perplexity.ai', 'perplexity.localhost'],
  operations: [
    { name: 'search.create', method: 'post', path: '/search', handle: (request) => search(world, request) },
    { name: 'agent.create', method: 'post', path: '/v1/agent', handle: (request) => agent(world, request) },
    {
      name: 'chat.completions',
      method: 'post',
      path: '/chat/completions',
      handle: () => refusal(410, 'Sonar is now the Agent API'),
    },
  ],
  around: (_operation, request, produce) => around(world, request, produce),
  failure: ({ status, retryAfterSeconds }) =>
    status === 429
      ? refusal(429, 'Rate limit exceeded', { 'retry-after': String(retryAfterSeconds) })
      : refusal(status, 'Internal server error'),
  notFound: () => refusal(404, 'Not found'),
});
