import { NoPage } from './page-outcome.ts';

/** Hosts remembered at a time; those whose turn is long over are forgotten first. */
const MAX_HOSTS = 10_000;

/** Longest a host makes us wait, whatever its robots.txt says. */
const LONGEST_INTERVAL_MS = 30_000;

/**
 * Turns at hosts: one page an interval from this process. Whoever comes before their turn is told when to come again,
 * instead of being kept waiting.
 */
export class HostTurns {
  readonly #intervalMs: number;
  readonly #nowMs: () => number;
  readonly #nextAtMs = new Map<string, number>();

  constructor(intervalMs: number, nowMs: () => number) {
    this.#intervalMs = intervalMs;
    this.#nowMs = nowMs;
  }

  /** Takes the host's turn, or throws when the next one is. `crawlDelayMs` is what its robots.txt asks for. */
  take(host: string, crawlDelayMs = 0): void {
    const nowMs = this.#nowMs();
    const nextAtMs = this.#nextAtMs.get(host) ?? nowMs;
    if (nextAtMs > nowMs) throw new NoPage({ outcome: 'wait', until: new Date(nextAtMs) });
    this.#nextAtMs.delete(host);
    this.#nextAtMs.set(host, nowMs + Math.max(this.#intervalMs, Math.min(crawlDelayMs, LONGEST_INTERVAL_MS)));
    if (this.#nextAtMs.size > MAX_HOSTS) this.#forget(nowMs);
  }

  /** The oldest stand first. */
  #forget(nowMs: number): void {
    for (const [host, nextAtMs] of this.#nextAtMs) {
      if (nextAtMs > nowMs && this.#nextAtMs.size <= MAX_HOSTS) return;
      this.#nextAtMs.delete(host);
    }
  }
}
