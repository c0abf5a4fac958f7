import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';
import type { SourcePage } from '../dist/domain/source-page.js';
import type { SourceQuery } from '../dist/domain/source-query.js';
import { feeds } from '../dist/providers/feeds.js';
import { github } from '../dist/providers/github.js';
import { hackerNews } from '../dist/providers/hacker-news.js';
import { perplexity } from '../dist/providers/perplexity.js';
import { reddit } from '../dist/providers/reddit.js';
import type { ReadingContext, Source, SourceFailure } from '../dist/providers/source.js';
import { x } from '../dist/providers/x.js';

/** How one source is met in the contract suite. */
export interface SourceEntry {
  readonly name: string;
  /** Who plays it in the sandbox. */
  readonly vendor: 'hn' | 'reddit' | 'x' | 'github' | 'feeds' | 'perplexity';
  /** The quota of the sandbox that its searches draw from. */
  readonly quota: string | null;
  /** The question the suite asks; it has more than one page where there are pages. */
  readonly query: (source: Source) => SourceQuery;
  readonly build: (url: string, key?: string) => Source;
  /** Stands in every call and must stand in no failure; `null` where none is needed. */
  readonly key: string | null;
}

const feedUrls = (url: string) =>
  ['lantern-jobs.xml', 'quay-notices.atom', 'gig-harbour.json', 'broken.xml'].map((name) => ({
    url: `${url}/feeds/${name}`,
    tenantId: null,
  }));

const first = (source: Source): SourceQuery => {
  const [query] = source.queriesFor({ text: null });
  if (query === undefined) throw new Error(`${source.name} has nothing to ask`);
  return query;
};

const redditAccess = {
  clientId: 'sandbox-loop',
  refreshToken: undefined,
  userAgent: 'node:loop-contract-suite:1 (by /u/nobody)',
};

/** Every source there is. */
export const SOURCE_ENTRIES: readonly SourceEntry[] = [
  {
    name: 'Hacker News',
    vendor: 'hn',
    quota: null,
    key: null,
    query: () => ({ kind: 'freelancer_thread', text: null, within: '97000100' }),
    build: (url) => hackerNews(url),
  },
  {
    name: 'Reddit',
    vendor: 'reddit',
    quota: 'reddit',
    key: 'sandbox-loop-secret',
    query: first,
    build: (sandboxUrl, clientSecret = 'sandbox-loop-secret') => reddit({ ...redditAccess, clientSecret, sandboxUrl }),
  },
  {
    name: 'X',
    vendor: 'x',
    quota: 'x',
    key: 'AAAAsandbox-loop',
    query: () => ({ kind: 'recent', text: '(need OR looking) -is:retweet', within: null }),
    build: (sandboxUrl, bearerToken = 'AAAAsandbox-loop') => x({ bearerToken, sandboxUrl, timeoutMs: 1_500 }),
  },
  {
    name: 'GitHub',
    vendor: 'github',
    quota: 'github',
    key: 'ghp_sandbox-loop',
    query: first,
    build: (sandboxUrl, token = 'ghp_sandbox-loop') => github({ token, sandboxUrl }),
  },
  { name: 'feeds', vendor: 'feeds', quota: null, key: null, query: first, build: (url) => feeds(feedUrls(url)) },
  {
    name: 'Perplexity',
    vendor: 'perplexity',
    quota: null,
    key: 'pplx-sandbox-loop',
    query: first,
    build: (sandboxUrl, apiKey = 'pplx-sandbox-loop') => perplexity({ apiKey, sandboxUrl, hasAgent: false }),
  },
];

/** The sandbox with what a test of sources does to it. */
export class SourceBench {
  readonly sandbox: Sandbox;
  readonly outside: SandboxClient;
  readonly #stateDir: string;

  constructor(sandbox: Sandbox, stateDir: string) {
    this.sandbox = sandbox;
    this.outside = new SandboxClient(sandbox.url);
    this.#stateDir = stateDir;
  }

  static async start(): Promise<SourceBench> {
    const stateDir = mkdtempSync(join(tmpdir(), 'sources-test-'));
    return new SourceBench(await startSandbox({ stateDir, port: 0 }), stateDir);
  }

  /** Under what is read: the sandbox's time, any money, five seconds. */
  async context(rest: Partial<ReadingContext> = {}): Promise<ReadingContext> {
    const { now } = await this.outside.time();
    return { now: new Date(now), signal: AbortSignal.timeout(5_000), spendAtMostMicros: null, ...rest };
  }

  async read(source: Source, query: SourceQuery, cursor: string | null = null, rest: Partial<ReadingContext> = {}) {
    return source.search(query, cursor, await this.context(rest));
  }

  /** Every page of a question, in order. */
  async readAll(source: Source, query: SourceQuery, from: string | null = null): Promise<SourcePage[]> {
    const pages: SourcePage[] = [];
    for (let cursor: string | null = from, more = true; more && pages.length < 40; ) {
      const page = pageIn(await this.read(source, query, cursor));
      pages.push(page);
      cursor = page.nextCursor;
      more = cursor !== null;
    }
    return pages;
  }

  /** Requests that a vendor's side has received. */
  async requestsOf(vendor: SourceEntry['vendor']): Promise<number> {
    return (await this.outside.log({ provider: vendor, kind: 'request', limit: 10_000 })).length;
  }

  async stop(): Promise<void> {
    await this.sandbox.stop();
    rmSync(this.#stateDir, { recursive: true });
  }
}

/** The page that a reading must have been. */
export function pageIn(read: SourcePage | SourceFailure): SourcePage {
  if ('failed' in read) throw new Error(`Nothing was read: ${JSON.stringify(read)}`);
  return read;
}

/** A port that was free a moment ago and is closed. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
