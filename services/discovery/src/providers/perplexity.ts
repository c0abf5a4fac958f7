import { agentQueries, perplexityQueries, perplexityQuestions } from '../domain/perplexity-queries.ts';
import { agentAnswer, perplexityAnswer, readPerplexityResults } from '../domain/perplexity-results.ts';
import type { RawPost } from '../domain/raw-post.ts';
import type { ReadingCost, SourcePage } from '../domain/source-page.ts';
import type { SourceQuery } from '../domain/source-query.ts';
import { credentialsRefused } from './ask-http.ts';
import { readJson } from './read-json.ts';
import type { Source, SourceFailure } from './source.ts';

/** Where the API lives outside sandbox mode. https://docs.perplexity.ai/api-reference/search-post */
const PERPLEXITY_URL = 'https://api.perplexity.ai';

/** How to reach Perplexity: a key, and in sandbox mode the address that answers in its place. */
export interface PerplexityAccess {
  readonly apiKey: string;
  readonly sandboxUrl: string | undefined;
  /** Ask the Agent API as well, at several times the price; what its model writes is not believed, only what it searched. */
  readonly hasAgent: boolean;
}

const RESULTS_PER_QUESTION = 20;
/** $5 for 1,000 requests; each question of a request is counted as one, which is the most it can be. */
const QUESTION_MICROS = 5_000;
/** What one question to the agent may cost: tokens and its own searches. */
const AGENT_MICROS = 50_000;

const usd = (amountMicros: number): ReadingCost => ({ requests: 1, amountMicros, currency: 'USD' });

/** A question gets much the same answer all day: within one it is neither asked nor paid for again. */
const ASK_AGAIN_AFTER_MS = 20 * 3_600_000;

/** The bookmark is the moment a question was asked. */
const isAnsweredToday = (askedAt: string | null, now: Date): boolean =>
  askedAt !== null && now.getTime() - Date.parse(askedAt) < ASK_AGAIN_AFTER_MS;

const NOTHING: ReadingCost = { requests: 0, amountMicros: 0, currency: 'USD' };

const nothingNew = (bookmark: string | null): SourcePage => ({
  ...pageOf({ posts: [], brokenCount: 0 }, NOTHING),
  bookmark,
});

const priceOf = (query: SourceQuery): ReadingCost =>
  usd(query.kind === 'agent' ? AGENT_MICROS : perplexityQuestions(query).length * QUESTION_MICROS);

interface Question {
  readonly path: string;
  readonly body: object;
}

const questionOf = (query: SourceQuery): Question =>
  query.kind === 'agent'
    ? { path: '/v1/agent', body: { preset: 'fast-search', input: query.text, tools: [{ type: 'web_search' }] } }
    : {
        path: '/search',
        body: {
          query: perplexityQuestions(query),
          max_results: RESULTS_PER_QUESTION,
          search_recency_filter: 'month',
        },
      };

/** The results of either answer with what they cost; `undefined` where it is of another shape. */
function resultsOf(query: SourceQuery, json: unknown): { results: readonly unknown[]; cost: ReadingCost } | undefined {
  if (query.kind !== 'agent') {
    const parsed = perplexityAnswer.safeParse(json).data;
    return parsed && { results: parsed.results, cost: priceOf(query) };
  }
  const parsed = agentAnswer.safeParse(json).data;
  const spent = parsed?.usage?.cost?.total_cost;
  return (
    parsed && {
      results: parsed.output.flatMap(({ results = [], type }) => (type === 'search_results' ? results : [])),
      cost: spent === undefined ? priceOf(query) : usd(Math.ceil(spent * 1_000_000)),
    }
  );
}

const pageOf = (read: { posts: RawPost[]; brokenCount: number }, cost: ReadingCost): SourcePage => ({
  ...read,
  deletedIds: [],
  nextCursor: null,
  bookmark: null,
  opened: [],
  cost,
  quota: null,
  isIncomplete: false,
});

/** A key that is not taken opens the breaker; what is asked wrongly stays wrong. */
const failureOf = (failure: SourceFailure): SourceFailure =>
  failure.failed === 'refused' && /^http_40[13]$/.test(failure.reason) ? credentialsRefused : failure;

/**
 * The web through Perplexity's Search API: summaries without authors, over the eight categories of the query set. There are no pages.
 * The retired chat endpoint is not used.
 */
export function perplexity({ apiKey, hasAgent, sandboxUrl = PERPLEXITY_URL }: PerplexityAccess): Source {
  return {
    name: 'perplexity',
    features: {
      hasAuthors: false,
      paging: 'none',
      hasQuota: false,
      costsMoney: true,
      isNewestFirst: false,
      takesLanguage: false,
      takesWords: true,
    },
    queriesFor: ({ text }) => [...perplexityQueries(text), ...(hasAgent ? agentQueries(text) : [])],
    estimate: (query, at) => (at !== undefined && isAnsweredToday(at.cursor, at.now) ? NOTHING : priceOf(query)),
    async search(query, askedAt, { now, signal, spendAtMostMicros }) {
      if (isAnsweredToday(askedAt, now)) return nothingNew(askedAt);
      if (spendAtMostMicros !== null && priceOf(query).amountMicros > spendAtMostMicros) {
        return { failed: 'refused', reason: 'over_budget' };
      }
      if (query.kind !== 'agent' && perplexityQuestions(query).length === 0) {
        return { failed: 'refused', reason: 'category_unknown' };
      }
      const { body, path } = questionOf(query);
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
      const asked = { method: 'POST', headers, body: JSON.stringify(body), signal } as const;
      const answer = await readJson(new URL(path, sandboxUrl), asked);
      if ('failed' in answer) return failureOf(answer);
      const found = resultsOf(query, answer.json);
      return found === undefined
        ? answer.unread('not_a_list_of_results')
        : { ...pageOf(readPerplexityResults(found.results), found.cost), bookmark: now.toISOString() };
    },
  };
}
