import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { githubAnswer, readGithubIssue } from '../domain/github-issue.ts';
import { githubQueries } from '../domain/github-queries.ts';
import { freeOf, type ReadingQuota, type SourcePage } from '../domain/source-page.ts';
import {
  afterWait,
  credentialsRefused,
  failedStatus,
  retryAfter,
  USER_AGENT,
  unreadAnswer,
  wholeFetch,
} from './ask-http.ts';
import type { Source, SourceFailure } from './source.ts';

/** How to reach GitHub: a token (any account's; it only reads what is public), and in sandbox mode who answers in its place. */
export interface GithubAccess {
  readonly token: string;
  readonly sandboxUrl: string | undefined;
  /** How far back is searched; 60 days when absent. */
  readonly maxAgeDays?: number;
  /** 12 s when absent. */
  readonly timeoutMs?: number;
}

const RESULTS_PER_PAGE = 100;
/** A question reaches 1,000 results, whatever it counts. */
const PAGES_PER_SLICE = 10;
const MAX_AGE_DAYS = 60;
const TIMEOUT_MS = 12_000;
const DAY_MS = 86_400_000;

const instant = z.iso.datetime();
/** The slice of time that is read, and how far. What is newer than `until` was read in slices before. */
const cursorOf = z.object({ since: instant, until: instant.nullable(), page: z.int().min(1).max(PAGES_PER_SLICE) });
type Cursor = z.output<typeof cursorOf>;

const isoSeconds = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z');

type Headers = Readonly<Record<string, string | number | undefined>>;

/** `x-ratelimit-reset` is in seconds since the epoch, by a clock that in sandbox mode is the virtual one. */
const resetAt = (headers: Headers, now: Date): Date =>
  afterWait(Number(headers['x-ratelimit-reset']) * 1_000 - now.getTime());

function quotaOf(headers: Headers, now: Date): ReadingQuota | null {
  const remaining = headers['x-ratelimit-remaining'];
  return remaining === undefined ? null : { remaining: Number(remaining), resetsAt: resetAt(headers, now) };
}

interface RequestFailure {
  readonly name: string;
  readonly status: number;
  readonly response?: { readonly headers: Headers; readonly data: unknown };
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: primary limits by reset, secondary by wait. */
function failureOf(error: unknown, now: Date): SourceFailure {
  const { name, status, response } = error as RequestFailure;
  // Octokit says 500 to whatever breaks on the way, and marks it by having no response.
  if (name !== 'HttpError' || response === undefined) return { failed: 'not_sent', reason: 'connection_failed' };
  const { headers } = response;
  const wait = headers['retry-after'];
  if (status === 401) return credentialsRefused;
  if (status === 403 || status === 429) {
    if (wait !== undefined) return { failed: 'rate_limited', until: retryAfter(String(wait)) };
    if (String(headers['x-ratelimit-remaining']) === '0')
      return { failed: 'rate_limited', until: resetAt(headers, now) };
  }
  if (status === 422) return { failed: 'refused', reason: 'query_refused' };
  return failedStatus(status, null);
}

/** The question with the slice of time, as the search wants it. */
function questionOf(text: string, { since, until }: Cursor): string {
  const created = until === null ? `created:>=${since}` : `created:${since}..${until}`;
  return `${text} is:issue is:open ${created}`;
}

/** Behind the thousandth result goes on what is as old as it, or older: what was read already is known by its id. */
function nextOf(from: Cursor, itemCount: number, total: number, oldest: Date | null): Cursor | null {
  if (itemCount < RESULTS_PER_PAGE || from.page * RESULTS_PER_PAGE >= total) return null;
  if (from.page < PAGES_PER_SLICE) return { ...from, page: from.page + 1 };
  const until = oldest === null ? null : isoSeconds(oldest);
  return until === null || until === from.until ? null : { since: from.since, until, page: 1 };
}

interface Answer {
  readonly data: unknown;
  readonly headers: Headers;
}

function pageOf({ data, headers }: Answer, kind: string, from: Cursor, now: Date): SourcePage | SourceFailure {
  const parsed = githubAnswer.safeParse(data);
  if (!parsed.success) {
    const body = typeof data === 'string' ? data : JSON.stringify(data ?? null);
    return unreadAnswer('not_a_page_of_issues', 200, String(headers['content-type'] ?? ''), body);
  }
  const { incomplete_results, items, total_count } = parsed.data;
  const posts = items.flatMap((item) => readGithubIssue(item) ?? []);
  const next = nextOf(from, items.length, total_count, posts.at(-1)?.postedAt ?? null);
  // By meaning the best come first, not the newest: there is no going on by time.
  const nextCursor = next === null || (kind === 'hybrid' && next.page === 1) ? null : JSON.stringify(next);
  const isCut = nextCursor === null && total_count > PAGES_PER_SLICE * RESULTS_PER_PAGE && from.until === null;
  return {
    posts,
    brokenCount: items.length - posts.length,
    deletedIds: [],
    nextCursor,
    bookmark: kind === 'hybrid' ? null : JSON.stringify({ since: isoSeconds(now), until: null, page: 1 }),
    opened: [],
    cost: freeOf(1),
    quota: quotaOf(headers, now),
    isIncomplete: incomplete_results || isCut,
  };
}

const quiet = () => undefined;

/**
 * Open issues through GitHub's search, newest first. The search reaches 1,000 results: behind them it goes on by date. Octokit waits and
 * retries nothing here; its `log` is silenced because it would print addresses.
 */
export function github(access: GithubAccess): Source {
  const { maxAgeDays = MAX_AGE_DAYS, sandboxUrl, timeoutMs = TIMEOUT_MS, token } = access;
  const octokit = new Octokit({
    auth: token,
    userAgent: USER_AGENT,
    ...(sandboxUrl === undefined ? {} : { baseUrl: sandboxUrl }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: wholeFetch },
  });
  return {
    name: 'github',
    features: {
      hasAuthors: true,
      paging: 'cursor',
      hasQuota: true,
      costsMoney: false,
      isNewestFirst: false,
      takesLanguage: false,
      takesWords: true,
    },
    queriesFor: ({ text }) => githubQueries(text),
    estimate: () => freeOf(1),
    async search({ kind, text }, cursor, { now, signal }) {
      const oldest = isoSeconds(new Date(now.getTime() - maxAgeDays * DAY_MS));
      const from = cursorOf.parse(cursor === null ? { since: oldest, until: null, page: 1 } : JSON.parse(cursor));
      const asked = {
        q: questionOf(text ?? '', from),
        per_page: RESULTS_PER_PAGE,
        page: from.page,
        ...(kind === 'hybrid' ? ({ search_type: 'hybrid' } as const) : ({ sort: 'created', order: 'desc' } as const)),
      };
      try {
        const limits = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) };
        const answer = await octokit.request('GET /search/issues', { ...asked, request: limits });
        return pageOf(answer, kind, from, now);
      } catch (error) {
        return failureOf(error, now);
      }
    },
  };
}
