import robotsParser from 'robots-parser';
import { failed, NoPage, refused } from './page-outcome.ts';

/** What a host's robots.txt says to us. */
interface RobotsRules {
  isAllowed(url: URL): boolean;
  readonly crawlDelayMs: number;
}

/** Fetches a host's robots.txt, within the guard's own limits; throws {@link NoPage}. */
export type FetchRobots = (url: URL) => Promise<string>;

const KEPT_FOR_MS = 24 * 60 * 60_000;
const UNREACHABLE_FOR_MS = 10 * 60_000;
const MAX_HOSTS = 2_000;
/** A line longer than any address says nothing about one. */
const MAX_LINE_CHARACTERS = 2_100;
/** As many stars as any honest rule has; matching takes time with each. */
const MAX_STARS = 10;
const MAX_RULES = 5_000;

/** What its types call a default export is the module itself. */
const parseRobots = robotsParser as unknown as typeof robotsParser.default;

const EVERYTHING: RobotsRules = { isAllowed: () => true, crawlDelayMs: 0 };

interface Kept {
  readonly rules: RobotsRules | undefined;
  readonly untilMs: number;
}

function rulesOf(robotsUrl: URL, text: string, agent: string): RobotsRules {
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.length <= MAX_LINE_CHARACTERS && line.split('*').length <= MAX_STARS + 1)
    .slice(0, MAX_RULES);
  const robots = parseRobots(robotsUrl.href, lines.join('\n'));
  const delaySeconds = robots.getCrawlDelay(agent) ?? 0;
  return {
    isAllowed: (url) => robots.isAllowed(url.href, agent) ?? true,
    crawlDelayMs: Number.isFinite(delaySeconds) && delaySeconds > 0 ? delaySeconds * 1_000 : 0,
  };
}

/**
 * What hosts allow robots to read (RFC 9309), remembered for a day. One that has no robots.txt (4xx) allows everything; one whose
 * robots.txt cannot be had (5xx, or refused by the guard for what it holds) allows nothing for ten minutes.
 */
export class RobotsBook {
  readonly #agent: string;
  readonly #nowMs: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(agent: string, nowMs: () => number) {
    this.#agent = agent;
    this.#nowMs = nowMs;
  }

  /** Throws when the page must not be read; resolves to the pause that the host asks for between pages, in ms. */
  async check(url: URL, fetchRobots: FetchRobots): Promise<number> {
    const known = this.#kept.get(url.origin);
    const isFresh = known !== undefined && known.untilMs > this.#nowMs();
    const rules = isFresh ? known.rules : await this.#read(url, fetchRobots);
    if (rules === undefined) throw failed('robots_unreachable');
    if (!rules.isAllowed(url)) throw refused('robots_disallow');
    return rules.crawlDelayMs;
  }

  async #read(url: URL, fetchRobots: FetchRobots): Promise<RobotsRules | undefined> {
    const robotsUrl = new URL('/robots.txt', url);
    try {
      return this.#keep(url.origin, rulesOf(robotsUrl, await fetchRobots(robotsUrl), this.#agent), KEPT_FOR_MS);
    } catch (error) {
      if (!(error instanceof NoPage)) throw error;
      const { answer } = error;
      if (answer.outcome === 'refused' && /^http_4/.test(answer.reason)) {
        return this.#keep(url.origin, EVERYTHING, KEPT_FOR_MS);
      }
      // Not the host's fault, or of the address itself: the page would fare the same.
      if (answer.outcome === 'wait' || isOfAddress(answer.reason)) throw error;
      return this.#keep(url.origin, undefined, UNREACHABLE_FOR_MS);
    }
  }

  #keep(origin: string, rules: RobotsRules | undefined, forMs: number): RobotsRules | undefined {
    this.#kept.delete(origin);
    this.#kept.set(origin, { rules, untilMs: this.#nowMs() + forMs });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_HOSTS && oldest !== undefined) this.#kept.delete(oldest);
    return rules;
  }
}

const isOfAddress = (reason: string): boolean =>
  /^(?:private_address|metadata_address|outside_sandbox|name_|timeout|connection_failed)/.test(reason);
