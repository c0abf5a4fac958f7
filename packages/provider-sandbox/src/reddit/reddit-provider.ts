import type { JournalTable } from '../core/journal.ts';
import type { Operation, Provider, Reply, SandboxRequest } from '../core/operation.ts';
import type { QuotaMeter, QuotaReading } from '../core/quota-meter.ts';
import { randomId } from '../core/random-id.ts';
import { jsonReply } from '../core/reply.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { InventedPost } from '../posts/invented-post.ts';
import { matchWords } from '../posts/match-words.ts';
import type { PostBoard } from '../posts/post-board.ts';
import { isCommunity, linkOf, PRIVATE_COMMUNITY, redditIdOf, standsIn } from './reddit-view.ts';

/** What Reddit answers from. */
export interface RedditWorld {
  readonly board: PostBoard;
  readonly clock: VirtualClock;
  readonly quotas: QuotaMeter;
  /** Access tokens with when they end, in virtual seconds. */
  readonly tokens: JournalTable<number>;
}

/** The one application the sandbox knows. */
const application = { id: 'sandbox-loop', secret: 'sandbox-loop-secret', refreshToken: 'sandbox-loop-refresh' };
const tokenSeconds = 86_400;
/** 100 queries a minute, averaged over ten. */
const rule = { limit: 1_000, windowSeconds: 600 };
const largestPage = 100;
const listingEnd = 1_000;

const refusal = (status: number, message: string, headers: Record<string, string> = {}): Reply =>
  jsonReply(status, { message, error: status }, headers);

/** User agents of libraries share a limit that is used up by others. */
const isUniqueAgent = (agent: string | undefined): boolean =>
  agent !== undefined &&
  !/^(?:node|undici|axios|python-requests|curl|mozilla)(?:[-/ ]|$)/i.test(agent) &&
  agent.length >= 12;

const quotaHeaders = ({ used, remaining, resetsInSeconds }: QuotaReading): Record<string, string> => ({
  'x-ratelimit-used': String(used),
  'x-ratelimit-remaining': `${remaining}.0`,
  'x-ratelimit-reset': String(resetsInSeconds),
});

function accessToken({ clock, tokens }: RedditWorld, { headers, body }: SandboxRequest): Reply {
  const expected = `Basic ${Buffer.from(`${application.id}:${application.secret}`).toString('base64')}`;
  if (headers.authorization !== expected) return refusal(401, 'Unauthorized');
  const form = new URLSearchParams(body.toString('utf8'));
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials' && grant !== 'refresh_token') {
    return jsonReply(200, { error: 'unsupported_grant_type' });
  }
  if (grant === 'refresh_token' && form.get('refresh_token') !== application.refreshToken) {
    return jsonReply(400, { error: 'invalid_grant' });
  }
  const token = randomId('sandbox-token-', 24);
  tokens.put(token, clock.nowSeconds() + tokenSeconds);
  return jsonReply(200, { access_token: token, token_type: 'bearer', expires_in: tokenSeconds, scope: 'read' });
}

function listing(posts: readonly InventedPost[], request: SandboxRequest): Reply {
  const { query } = request;
  const limit = Math.min(Math.max(Number(query.get('limit') ?? 25) || 25, 1), largestPage);
  const after = query.get('after');
  const start = after === null || after === '' ? 0 : posts.findIndex((post) => `t3_${redditIdOf(post)}` === after) + 1;
  const end = Math.min(start + limit, listingEnd);
  const page = posts.slice(start, end);
  const last = page.at(-1);
  const isLast = end >= Math.min(posts.length, listingEnd) || last === undefined;
  const isRaw = query.get('raw_json') === '1';
  const data = {
    after: isLast ? null : `t3_${redditIdOf(last)}`,
    before: null,
    dist: page.length,
    modhash: '',
    geo_filter: '',
    children: page.map((post) => linkOf(post, isRaw)),
  };
  return { ...jsonReply(200, { kind: 'Listing', data }), note: { posts: page.length } };
}

function community(world: RedditWorld, request: SandboxRequest, isSearch: boolean): Reply {
  const names = request.params['communities'] ?? '';
  if (names.split('+').includes(PRIVATE_COMMUNITY)) {
    return jsonReply(403, { reason: 'private', message: 'Forbidden', error: 403 });
  }
  if (!names.split('+').some(isCommunity)) return refusal(404, 'Not Found');
  const matches = isSearch ? matchWords(request.query.get('q') ?? '') : () => true;
  const posts = world.board
    .visible()
    .filter((post) => standsIn(post, names) && (!post.isDeleted || !isSearch))
    .filter(({ title, text }) => matches(`${title} ${text}`));
  return listing(posts, request);
}

function info(world: RedditWorld, request: SandboxRequest): Reply {
  const wanted = new Set((request.query.get('id') ?? '').split(','));
  return listing(
    world.board.visible().filter((post) => wanted.has(`t3_${redditIdOf(post)}`)),
    request,
  );
}

function around(world: RedditWorld, operation: Operation, request: SandboxRequest, produce: () => Reply): Reply {
  if (!isUniqueAgent(request.headers['user-agent'])) return refusal(429, 'Too Many Requests');
  if (operation.name === 'access_token') return produce();
  const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const endsAt = world.tokens.get(token);
  if (endsAt === undefined || endsAt <= world.clock.nowSeconds()) return refusal(401, 'Unauthorized');
  const reading = world.quotas.take('reddit', rule);
  const headers = quotaHeaders(reading);
  if (!reading.isAllowed) return refusal(429, 'Too Many Requests', headers);
  const reply = produce();
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** Reddit's OAuth API, as far as posts are read: www.reddit.com for tokens, oauth.reddit.com for everything else. */
export const createRedditProvider = (world: RedditWorld): Provider => ({
  name: 'reddit',
  hosts: ['oauth.reddit.com', 'www.reddit.com', 'reddit.localhost'],
  operations: [
    {
      name: 'access_token',
      method: 'post',
      path: '/api/v1/access_token',
      hideBody: true,
      handle: (request) => accessToken(world, request),
    },
    {
      name: 'community.new',
      method: 'get',
      path: '/r/:communities/new',
      handle: (request) => community(world, request, false),
    },
    {
      name: 'community.search',
      method: 'get',
      path: '/r/:communities/search',
      handle: (request) => community(world, request, true),
    },
    { name: 'info', method: 'get', path: '/api/info', handle: (request) => info(world, request) },
  ],
  around: (operation, request, produce) => around(world, operation, request, produce),
  failure: ({ status, retryAfterSeconds }) =>
    status === 429
      ? refusal(429, 'Too Many Requests', {
          'x-ratelimit-remaining': '0.0',
          'x-ratelimit-reset': `${retryAfterSeconds}`,
        })
      : refusal(status, 'Internal Server Error'),
  notFound: () => refusal(404, 'Not Found'),
});
