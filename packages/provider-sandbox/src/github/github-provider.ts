import type { Operation, Provider, Reply, SandboxRequest } from '../core/operation.ts';
import type { QuotaMeter, QuotaReading } from '../core/quota-meter.ts';
import { jsonReply } from '../core/reply.ts';
import type { PostBoard } from '../posts/post-board.ts';
import { readGithubQuery } from './github-query.ts';
import { githubIssueOf, githubProfileOf, githubUserOf } from './github-view.ts';

/** What GitHub answers from. */
export interface GithubWorld {
  readonly board: PostBoard;
  readonly quotas: QuotaMeter;
}

const reachableResults = 1_000;
const documentation = 'https://docs.github.com/rest/search/search#search-issues-and-pull-requests';

const refusal = (status: number, message: string, headers: Record<string, string> = {}): Reply =>
  jsonReply(status, { message, documentation_url: documentation, status: String(status) }, headers);

function searchIssues({ board }: GithubWorld, { fault, query }: SandboxRequest): Reply {
  const perPage = Math.min(Math.max(Number(query.get('per_page') ?? 30) || 30, 1), 100);
  const page = Math.max(Number(query.get('page') ?? 1) || 1, 1);
  const isByMeaning = /^(?:semantic|hybrid)$/.test(query.get('search_type') ?? '');
  const asked = readGithubQuery(query.get('q') ?? '', isByMeaning);
  if ('error' in asked) return refusal(422, asked.error);
  if ((page - 1) * perPage >= reachableResults) {
    return refusal(422, 'Only the first 1000 search results are available');
  }
  const found = board.visible().filter(asked.matches);
  if (query.get('order') === 'asc') found.reverse();
  const isIncomplete = fault === 'incomplete_results';
  const kept = isIncomplete ? found.filter((_post, at) => at % 2 === 0) : found;
  const items = kept.slice((page - 1) * perPage, Math.min(page * perPage, reachableResults));
  const body = { total_count: kept.length, incomplete_results: isIncomplete, items: items.map(githubIssueOf) };
  const type = query.get('search_type');
  return { ...jsonReply(200, type === null ? body : { ...body, search_type: type }), note: { items: items.length } };
}

function profile({ board }: GithubWorld, { params }: SandboxRequest): Reply {
  const login = (params['login'] ?? '').toLowerCase();
  const post = board.visible().find((one) => githubUserOf(one).login.toLowerCase() === login);
  return post === undefined ? refusal(404, 'Not Found') : jsonReply(200, githubProfileOf(post));
}

const quotaHeaders = (reading: QuotaReading, resource: string): Record<string, string> => ({
  'x-ratelimit-limit': String(reading.limit),
  'x-ratelimit-remaining': String(reading.remaining),
  'x-ratelimit-reset': String(reading.resetsAt),
  'x-ratelimit-used': String(reading.used),
  'x-ratelimit-resource': resource,
});

/** 30 searches a minute, ten of them by meaning; ten for whoever does not sign in. Everything else 5,000 and 60 an hour. */
function quotaOf(operation: Operation, query: URLSearchParams, isSignedIn: boolean) {
  if (operation.name !== 'search.issues') {
    return { name: 'github.core', rule: { limit: isSignedIn ? 5_000 : 60, windowSeconds: 3_600 }, resource: 'core' };
  }
  const isByMeaning = query.has('search_type') && query.get('search_type') !== 'lexical';
  const limit = isSignedIn && !isByMeaning ? 30 : 10;
  return { name: isByMeaning ? 'github.meaning' : 'github', rule: { limit, windowSeconds: 60 }, resource: 'search' };
}

function around(world: GithubWorld, operation: Operation, request: SandboxRequest, produce: () => Reply): Reply {
  const { authorization } = request.headers;
  const isSignedIn = /^(?:token|bearer) ghp_sandbox/i.test(authorization ?? '');
  if (authorization !== undefined && !isSignedIn) return refusal(401, 'Bad credentials');
  if (request.headers['user-agent'] === undefined) return refusal(403, 'Request forbidden by administrative rules');
  const { name, resource, rule } = quotaOf(operation, request.query, isSignedIn);
  const reading = world.quotas.take(name, rule);
  const reply = reading.isAllowed ? produce() : refusal(403, 'API rate limit exceeded for user ID 1.');
  return { ...reply, headers: { ...reply.headers, ...quotaHeaders(reading, resource) } };
}

/** GitHub's REST API, as far as issues are searched and people looked up. */
export const createGithubProvider = (world: GithubWorld): Provider => ({
  name: 'github',
  hosts: ['api.github.com', 'github.localhost'],
  operations: [
    {
      name: 'search.issues',
      method: 'get',
      path: '/search/issues',
      handle: (request) => searchIssues(world, request),
    },
    { name: 'users.get', method: 'get', path: '/users/:login', handle: (request) => profile(world, request) },
  ],
  around: (operation, request, produce) => around(world, operation, request, produce),
  failure: ({ status, retryAfterSeconds }) =>
    status === 429
      ? refusal(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', {
          'retry-after': String(retryAfterSeconds),
          'x-ratelimit-remaining': '12',
        })
      : refusal(status, 'Server Error'),
  notFound: () => refusal(404, 'Not Found'),
});
