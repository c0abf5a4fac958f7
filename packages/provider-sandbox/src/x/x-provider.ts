import type { Journal, JournalTable } from '../core/journal.ts';
import type { Provider, Reply, SandboxRequest } from '../core/operation.ts';
import type { QuotaMeter, QuotaReading } from '../core/quota-meter.ts';
import { jsonReply } from '../core/reply.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { InventedPost } from '../posts/invented-post.ts';
import { matchWords } from '../posts/match-words.ts';
import type { PostBoard } from '../posts/post-board.ts';
import { isSuspended, missingUserOf, xIdOf, xPostOf, xTextOf, xUserNameOf, xUserOf } from './x-view.ts';

/** What X answers from. */
export interface XWorld {
  readonly board: PostBoard;
  readonly clock: VirtualClock;
  readonly quotas: QuotaMeter;
  readonly journal: Journal;
  /** Ids that were charged on a day (UTC): they are charged once. */
  readonly charged: JournalTable<readonly string[]>;
}

const searchRule = { limit: 450, windowSeconds: 900 };
const userRule = { limit: 300, windowSeconds: 900 };
/** Posts an account may read in a month. */
const capRule = { limit: 2_000_000, windowSeconds: 30 * 86_400 };
const postMicros = 5_000;
const userMicros = 10_000;
const recentSeconds = 7 * 86_400;
const queryCharacters = 512;

const setOf = (query: URLSearchParams, name: string): Set<string> =>
  new Set((query.get(name) ?? '').split(',').filter(Boolean));

const problem = (status: number, title: string, detail: string, type = 'about:blank'): Reply =>
  jsonReply(status, { title, detail, type, status });

function invalid(parameter: string, message: string): Reply {
  return jsonReply(400, {
    errors: [{ parameters: { [parameter]: [] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: 'https://api.twitter.com/2/problems/invalid-request',
  });
}

function refusalOf(query: URLSearchParams): Reply | undefined {
  const text = query.get('query') ?? '';
  const size = Number(query.get('max_results') ?? 10);
  if (text === '') return invalid('query', 'The `query` query parameter can not be empty');
  if (text.length > queryCharacters) return invalid('query', `Rules must be ${queryCharacters} characters or less`);
  if (!Number.isInteger(size) || size < 10 || size > 100) {
    return invalid('max_results', 'The `max_results` query parameter value is not between 10 and 100');
  }
  const token = query.get('next_token');
  if (token !== null && !/^b26v\d+$/.test(token)) return invalid('next_token', 'Invalid next_token');
  return undefined;
}

/** Charges what was not yet charged today, and says so in the log. */
function charge({ charged, clock, journal }: XWorld, posts: readonly string[], users: readonly string[]): void {
  const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
  const before = new Set(charged.get(day) ?? []);
  const fresh = (ids: readonly string[]) => ids.filter((id) => !before.has(id)).length;
  const [newPosts, newUsers] = [fresh(posts), fresh(users)];
  const amountMicros = newPosts * postMicros + newUsers * userMicros;
  charged.put(day, [...new Set([...before, ...posts, ...users])]);
  journal.fact({ type: 'x.charged', posts: newPosts, users: newUsers, amountMicros });
}

const capReached = (): Reply =>
  jsonReply(429, {
    title: 'UsageCapExceeded',
    detail: 'Usage cap exceeded: Monthly product cap',
    type: 'https://api.twitter.com/2/problems/usage-capped',
    period: 'Monthly',
    scope: 'Product',
  });

/** Operators (`-is:retweet`, `lang:en`) that stand in a query beside its words. */
const wordsOf = (query: string): string => query.replaceAll(/-?\b(?:is|lang|has|from|to):\S+/g, ' ');

function found({ board, clock }: XWorld, query: URLSearchParams): InventedPost[] {
  const text = query.get('query') ?? '';
  const language = /\blang:(\w+)/.exec(text)?.[1];
  const matches = matchWords(wordsOf(text));
  const oldest = clock.nowSeconds() - recentSeconds;
  const sinceId = BigInt(query.get('since_id') ?? 0);
  return board
    .visible()
    .filter((post) => !post.isDeleted && post.createdAt >= oldest && BigInt(xIdOf(post)) > sinceId)
    .filter((post) => language === undefined || post.language === language)
    .filter((post) => matches(xTextOf(post)));
}

function search(world: XWorld, { query }: SandboxRequest): Reply {
  const refusal = refusalOf(query);
  if (refusal !== undefined) return refusal;
  const all = found(world, query);
  const start = Number((query.get('next_token') ?? 'b26v0').slice(4));
  const page = all.slice(start, start + Number(query.get('max_results') ?? 10));
  if (!world.quotas.take('x.posts', capRule, page.length).isAllowed) return capReached();
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return jsonReply(200, { meta: { result_count: 0 } });
  const isExpanded = setOf(query, 'expansions').has('author_id');
  const fields = setOf(query, 'tweet.fields');
  if (isExpanded) fields.add('author_id');
  const userFields = setOf(query, 'user.fields');
  const users = isExpanded ? page.filter((post) => !isSuspended(post)) : [];
  const missing = isExpanded ? page.filter(isSuspended) : [];
  charge(world, page.map(xIdOf), users.map(xUserNameOf));
  const next = start + page.length;
  return jsonReply(200, {
    data: page.map((post) => xPostOf(post, fields)),
    ...(isExpanded ? { includes: { users: users.map((post) => xUserOf(post, userFields)) } } : {}),
    ...(missing.length === 0 ? {} : { errors: missing.map(missingUserOf) }),
    meta: {
      newest_id: xIdOf(first),
      oldest_id: xIdOf(last),
      result_count: page.length,
      ...(next < all.length ? { next_token: `b26v${next}` } : {}),
    },
  });
}

function user(world: XWorld, { params, query }: SandboxRequest): Reply {
  const name = (params['name'] ?? '').toLowerCase();
  const post = world.board.visible().find((one) => xUserNameOf(one).toLowerCase() === name && !isSuspended(one));
  if (post !== undefined) {
    charge(world, [], [xUserNameOf(post)]);
    return jsonReply(200, { data: xUserOf(post, setOf(query, 'user.fields')) });
  }
  const detail = `Could not find user with username: [${name}].`;
  return jsonReply(200, { errors: [{ value: name, detail, title: 'Not Found Error', resource_type: 'user' }] });
}

const quotaHeaders = ({ limit, remaining, resetsAt }: QuotaReading): Record<string, string> => ({
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(resetsAt),
});

function around(world: XWorld, operation: string, { headers }: SandboxRequest, produce: () => Reply): Reply {
  if (!/^Bearer AAAAsandbox/.test(headers.authorization ?? '')) return problem(401, 'Unauthorized', 'Unauthorized');
  const reading = world.quotas.take(
    operation === 'search.recent' ? 'x' : 'x.users',
    operation === 'search.recent' ? searchRule : userRule,
  );
  const reply = reading.isAllowed ? produce() : problem(429, 'Too Many Requests', 'Too Many Requests');
  return { ...reply, headers: { ...reply.headers, ...quotaHeaders(reading) } };
}

/** X's API v2, as far as posts are searched and authors looked up. Written after its documentation; unverified. */
export const createXProvider = (world: XWorld): Provider => ({
  name: 'x',
  hosts: ['api.x.com', 'api.twitter.com', 'x.localhost'],
  operations: [
    {
      name: 'search.recent',
      method: 'get',
      path: '/2/tweets/search/recent',
      handle: (request) => search(world, request),
    },
    {
      name: 'users.by_username',
      method: 'get',
      path: '/2/users/by/username/:name',
      handle: (request) => user(world, request),
    },
  ],
  around: (operation, request, produce) => around(world, operation.name, request, produce),
  failure: ({ status, retryAfterSeconds }) => {
    if (status !== 429) return problem(status, 'Service Unavailable', 'Service Unavailable');
    const reset = world.clock.nowSeconds() + retryAfterSeconds;
    const headers = { 'x-rate-limit-limit': '450', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': `${reset}` };
    const reply = problem(429, 'Too Many Requests', 'Too Many Requests');
    return { ...reply, headers: { ...reply.headers, ...headers } };
  },
  notFound: () => problem(404, 'Not Found', 'Not Found'),
});
