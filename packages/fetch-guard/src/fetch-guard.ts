import { MIMEType } from 'node:util';
import { decodePage } from './decode-page.ts';
import type { Dialling } from './dial.ts';
import { type Asking, followRedirects } from './follow-redirects.ts';
import { HostTurns } from './host-turns.ts';
import { NoPage, type PageOutcome, refused } from './page-outcome.ts';
import { RobotsBook } from './robots.ts';
import { vetUrl } from './vet-url.ts';

/** How foreign pages are fetched. */
export interface FetchGuardOptions {
  readonly dialling: Dialling;
  /** Our name as robots.txt knows it: letters and hyphens; `customer-loop`. */
  readonly robotName: string;
  /** Hosts whose pages are never fetched, whoever leads there; none when absent. */
  readonly isOffLimits?: (hostname: string) => boolean;
  /** 10 s when absent; redirects and robots.txt count. */
  readonly timeoutMs?: number;
  /** Least time between two pages of one host; 2 s when absent. */
  readonly hostIntervalMs?: number;
  /** Real time; the machine's when absent. */
  readonly nowMs?: () => number;
}

/** Fetches pages of people we do not know. */
export interface FetchGuard {
  /**
   * Fetches one page, or says why not; never rejects for what the address or its server do, and changes nothing outside.
   * `signal` ends it early.
   */
  fetchPage(address: string, signal?: AbortSignal): Promise<PageOutcome>;
}

const TIMEOUT_MS = 10_000;
const HOST_INTERVAL_MS = 2_000;
/** After unpacking. */
const MAX_PAGE_BYTES = 2 * 1024 * 1024;
/** RFC 9309 §2.5. */
const MAX_ROBOTS_BYTES = 500 * 1024;
const MAX_REDIRECTS = 5;

const ACCEPT_PAGE = 'text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8';
const PAGE_TYPES = new Set(['text/html', 'application/xhtml+xml', 'text/plain']);

function typeOf(header: string): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined;
  }
}

function pageType(header: string): MIMEType {
  const type = typeOf(header);
  if (type === undefined || !PAGE_TYPES.has(type.essence)) throw refused('content_type_refused');
  return type;
}

/**
 * The one guard that foreign addresses are fetched through. It dials public addresses only, each vetted at the moment of connecting, on
 * the usual ports; follows at most five redirects, each vetted like the first; obeys robots.txt and keeps a pause at each host; reads at
 * most 2 MB, unpacked, of text, within 10 s. No cookies, no scripts, no referrer.
 */
export function createFetchGuard(options: FetchGuardOptions): FetchGuard {
  const { dialling, hostIntervalMs = HOST_INTERVAL_MS, isOffLimits, nowMs = Date.now } = options;
  const { robotName, timeoutMs = TIMEOUT_MS } = options;
  const turns = new HostTurns(hostIntervalMs, nowMs);
  const robots = new RobotsBook(robotName, nowMs);
  const limits = { dialling, userAgent: `${robotName}/1`, maxRedirects: MAX_REDIRECTS };

  const robotsAsking = (signal: AbortSignal): Asking => ({
    ...limits,
    accept: 'text/plain',
    maxBytes: MAX_ROBOTS_BYTES,
    signal,
    beforeEach: async () => undefined,
    beforeBody: () => undefined,
  });

  const pageAsking = (signal: AbortSignal): Asking => {
    let host = '';
    return {
      ...limits,
      accept: ACCEPT_PAGE,
      maxBytes: MAX_PAGE_BYTES,
      signal,
      async beforeEach(url) {
        if (isOffLimits?.(url.hostname)) throw refused('off_limits');
        const crawlDelayMs = await robots.check(url, async (robotsUrl) => {
          const { body } = await followRedirects(robotsUrl, robotsAsking(signal));
          return new TextDecoder().decode(body);
        });
        // A redirect within a host is part of the same turn.
        if (url.host !== host) turns.take(url.host, crawlDelayMs);
        host = url.host;
      },
      beforeBody: (contentType) => void pageType(contentType),
    };
  };

  return {
    async fetchPage(address, signal) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const over = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
      try {
        const url = vetUrl(address, undefined, dialling.ownPlaces);
        const answer = await followRedirects(url, pageAsking(over));
        const type = pageType(answer.contentType);
        const { charset, text } = decodePage(answer.body, type.params.get('charset') ?? undefined);
        const { redirects } = answer;
        return { outcome: 'page', url: answer.url.href, contentType: type.essence, charset, text, redirects };
      } catch (error) {
        if (error instanceof NoPage) return error.answer;
        throw error;
      }
    },
  };
}
