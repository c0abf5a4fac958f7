import { Agent } from 'node:https';
import { connect } from 'node:net';
import { ApiPartialResponseError, ApiRequestError, ApiResponseError, TwitterApi } from 'twitter-api-v2';
import { z } from 'zod';
import type { ReadingCost, ReadingQuota, SourcePage } from '../domain/source-page.ts';
import { readXPage, xAnswer } from '../domain/x-page.ts';
import { xQueries } from '../domain/x-queries.ts';
import { afterWait, credentialsRefused, failedStatus, unreadAnswer } from './ask-http.ts';
import type { ReadingContext, Source, SourceFailure } from './source.ts';

/** How to reach X: an application's bearer token, and in sandbox mode the address that answers in its place. */
export interface XAccess {
  readonly bearerToken: string;
  readonly sandboxUrl: string | undefined;
  /** 10 s when absent. */
  readonly timeoutMs?: number;
}

/** Prices of November 2026, in millionths of a dollar; the same post is charged once a day (UTC), which is not known here. */
const POST_MICROS = 5_000;
const USER_MICROS = 10_000;
const FEWEST_POSTS = 10;
const MOST_POSTS = 100;
const TIMEOUT_MS = 10_000;

/** The vendor's page token, and the newest post that an earlier run has seen. */
const cursorOf = z.object({
  since: z
    .string()
    .regex(/^\d{1,19}$/)
    .nullable(),
  token: z.string().max(500).nullable(),
});
type Cursor = z.output<typeof cursorOf>;

/** The SDK speaks HTTPS to one host and no other: in sandbox mode its connections lead to the sandbox. */
class SandboxAgent extends Agent {
  readonly #url: URL;

  constructor(url: string) {
    super();
    this.#url = new URL(url);
  }

  override createConnection(): ReturnType<typeof connect> {
    return connect(Number(this.#url.port), this.#url.hostname.replaceAll(/[[\]]/g, ''));
  }
}

const costOf = (posts: number, users: number): ReadingCost => ({
  requests: 1,
  amountMicros: posts * POST_MICROS + users * USER_MICROS,
  currency: 'USD',
});

/** `x-rate-limit-reset` is in seconds since the epoch, by a clock that in sandbox mode is the virtual one. */
const resetAt = (resetSeconds: number, now: Date): Date => afterWait(resetSeconds * 1_000 - now.getTime());

function failureOf(error: unknown, now: Date): SourceFailure {
  if (error instanceof ApiRequestError) return { failed: 'not_sent', reason: 'connection_failed' };
  if (error instanceof ApiPartialResponseError) {
    const { complete, headers, statusCode = 0 } = error.response;
    if (!complete) return { failed: 'not_sent', reason: 'connection_broke_off' };
    return unreadAnswer('answer_is_not_json', statusCode, headers['content-type'] ?? null, error.rawContent);
  }
  if (!(error instanceof ApiResponseError)) throw error;
  const { code, rateLimit } = error;
  const { title = '' } = error.data as { readonly title?: string };
  if (title === 'UsageCapExceeded') return { failed: 'refused', reason: 'usage_cap_reached' };
  if (code === 429 && rateLimit !== undefined) return { failed: 'rate_limited', until: resetAt(rateLimit.reset, now) };
  if (code === 401 || code === 403) return credentialsRefused;
  return code === 400 ? { failed: 'refused', reason: 'query_refused' } : failedStatus(code, null);
}

/** How many posts a page may hold for the money there is, each may bring a user along; no more than are wanted, or the fewest there are. */
function pageSize({ postsAtMost = MOST_POSTS, spendAtMostMicros }: ReadingContext): number {
  const wanted = Math.min(MOST_POSTS, Math.max(FEWEST_POSTS, postsAtMost));
  return spendAtMostMicros === null
    ? wanted
    : Math.min(wanted, Math.floor(spendAtMostMicros / (POST_MICROS + USER_MICROS)));
}

const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

/**
 * X through recent search of its API v2: seven days, authors by expansion, paid by what is read. A page asks for no more than its
 * money allows. The answer's `x-rate-limit-reset` says when to come again; X sends no `Retry-After`.
 */
export function x({ bearerToken, sandboxUrl, timeoutMs = TIMEOUT_MS }: XAccess): Source {
  const client = new TwitterApi(bearerToken, {
    ...(sandboxUrl === undefined ? {} : { httpAgent: new SandboxAgent(sandboxUrl) }),
    compression: 'identity',
  }).readOnly.v2;
  return {
    name: 'x',
    features: {
      hasAuthors: true,
      paging: 'cursor',
      hasQuota: true,
      costsMoney: true,
      isNewestFirst: true,
      takesLanguage: true,
      takesWords: true,
    },
    queriesFor: ({ language, text }) => xQueries(text, language ?? null),
    estimate: () => costOf(MOST_POSTS, MOST_POSTS),
    async search(query, cursor, context) {
      const { now } = context;
      const from = cursorOf.parse(cursor === null ? { since: null, token: null } : JSON.parse(cursor));
      const size = pageSize(context);
      if (size < FEWEST_POSTS) return { failed: 'refused', reason: 'over_budget' };
      const asked = {
        query: query.text ?? '',
        max_results: size,
        'tweet.fields': 'author_id,created_at,entities,lang',
        expansions: 'author_id',
        'user.fields': 'description,username',
        ...(from.since === null ? {} : { since_id: from.since }),
        ...(from.token === null ? {} : { next_token: from.token }),
      };
      try {
        const options = { fullResponse: true, timeout: timeoutMs } as const;
        const answer: Answer = await client.get('tweets/search/recent', asked, options);
        return pageOf(answer, from, now);
      } catch (error) {
        return failureOf(error, now);
      }
    },
  };
}

interface Answer {
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rateLimit?: { readonly remaining: number; readonly reset: number };
}

function pageOf({ data, headers, rateLimit }: Answer, from: Cursor, now: Date): SourcePage | SourceFailure {
  const parsed = xAnswer.safeParse(data);
  if (!parsed.success) {
    const body = typeof data === 'string' ? data : JSON.stringify(data ?? null);
    return unreadAnswer('not_a_page_of_posts', 200, String(headers['content-type'] ?? ''), body);
  }
  const { errors, meta } = parsed.data;
  const { brokenCount, posts, userCount } = readXPage(parsed.data);
  const quota: ReadingQuota | null =
    rateLimit === undefined ? null : { remaining: rateLimit.remaining, resetsAt: resetAt(rateLimit.reset, now) };
  const newest = meta.newest_id ?? from.since;
  return {
    posts,
    brokenCount,
    deletedIds: [],
    nextCursor: meta.next_token === undefined ? null : writeCursor({ since: from.since, token: meta.next_token }),
    bookmark: newest === null ? null : writeCursor({ since: newest, token: null }),
    opened: [],
    cost: costOf(parsed.data.data.length, userCount),
    quota,
    // Users that could not be expanded are told beside the data.
    isIncomplete: errors.length > 0,
  };
}
