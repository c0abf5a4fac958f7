import { NoPage } from './page-outcome.ts';

/** Hosts remembered at a time; those whose turn is long over are forgotten first. */
const MAX_HOSTS = 10_000;

/** Longest a host makes us wait, whatever its robots.txt says. */
const LONGEST_INTERVAL_MS = 30_000;

interface Turns {
  /** When the next page may be had. */
  nextAtMs: number;
  /** The latest turn that somebody was told to come back for. */
  promisedMs: number;
}

/**
 * Turns at hosts: one page an interval from this process. Whoever comes before their turn is told when to come again, instead of being
 * kept waiting; of several, each is told another time.
 */
export class HostTurns {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  readonly #turns = new Map<string, Turns>();

  constructor(intervalMs: number, nowMs: () => number) {
    this.#intervalMs = intervalMs;
    this.#nowMs = nowMs;
  }

  /** Takes the host's turn, or throws when the next one is. `crawlDelayMs` is what its robots.txt asks for. */
  take(host: string, crawlDelayMs = 0): void {
    const nowMs = this.#nowMs();
    const intervalMs = Math.max(this.#intervalMs, Math.min(crawlDelayMs, LONGEST_INTERVAL_MS));
    const known = this.#turns.get(host);
    if (known !== undefined && known.nextAtMs > nowMs) {
      known.promisedMs = Math.max(known.nextAtMs, known.promisedMs + intervalMs);
      throw new NoPage({ outcome: 'wait', until: new Date(known.promisedMs) });
    }
    this.#turns.delete(host);
    this.#turns.set(host, { nextAtMs: nowMs + intervalMs, promisedMs: known?.promisedMs ?? 0 });
    if (this.#turns.size > MAX_HOSTS) this.#forget(nowMs);
  }

  /** The oldest stand first. */
  #forget(nowMs: number): void {
    for (const [host, { nextAtMs }] of this.#turns) {
      if (nextAtMs > nowMs && this.#turns.size <= MAX_HOSTS) return;
      this.#turns.delete(host);
    }
  }
}
