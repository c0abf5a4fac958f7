/** Counts requests by API key in seconds of real time, as Stripe's rate limiter does; nothing of it is kept. */
export class RequestBudget {
  readonly #seen = new Map<string, { second: number; count: number }>();

  /** Whether one more request fits into this second. */
  admits(key: string, perSecond: number | null, nowMs: number): boolean {
    if (perSecond === null) return true;
    const second = Math.floor(nowMs / 1_000);
    const known = this.#seen.get(key);
    const count = known?.second === second ? known.count + 1 : 1;
    this.#seen.set(key, { second, count });
    return count <= perSecond;
  }
}
