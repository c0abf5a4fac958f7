import type { Journal, JournalTable } from './journal.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How much of something a vendor allows in a window. */
export interface QuotaRule {
  readonly limit: number;
  readonly windowSeconds: number;
}

interface QuotaState {
  readonly rule: QuotaRule | null;
  /** Seconds since the epoch, virtual. */
  readonly windowStart: number;
  readonly used: number;
}

/** What a quota says after something was taken, or not. */
export interface QuotaReading {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** When the window begins anew, in virtual seconds since the epoch. */
  readonly resetsAt: number;
  readonly resetsInSeconds: number;
}

/** The vendors' quotas, on the virtual clock. Windows begin with the first request; `take` belongs inside a transaction. */
export class QuotaMeter {
  readonly #clock: VirtualClock;
  readonly #states: JournalTable<QuotaState>;

  constructor(journal: Journal, clock: VirtualClock) {
    this.#clock = clock;
    this.#states = journal.table('quotas');
  }

  /** Replaces a vendor's rule by another, and begins a window; `null` puts the vendor's own back. */
  configure(name: string, rule: QuotaRule | null): void {
    this.#states.put(name, { rule, windowStart: this.#clock.nowSeconds(), used: 0 });
  }

  /** Takes an amount; what does not fit is not taken. */
  take(name: string, vendors: QuotaRule, amount = 1): QuotaReading {
    const now = this.#clock.nowSeconds();
    const known = this.#states.get(name);
    const { limit, windowSeconds } = known?.rule ?? vendors;
    const isOver = known === undefined || now >= known.windowStart + windowSeconds || now < known.windowStart;
    const windowStart = isOver ? now : known.windowStart;
    const usedBefore = isOver ? 0 : known.used;
    const isAllowed = usedBefore + amount <= limit;
    const used = isAllowed ? usedBefore + amount : usedBefore;
    this.#states.put(name, { rule: known?.rule ?? null, windowStart, used });
    const resetsAt = windowStart + windowSeconds;
    return { isAllowed, limit, used, remaining: limit - used, resetsAt, resetsInSeconds: resetsAt - now };
  }
}
