import { TRANSACTION_TIMEOUT_MS } from '../db/pool.ts';

/** Most gaps watched at a time; what hides in further ones is found by the sweep. */
const MAX_GAPS = 10_000;
/** A gap is looked at again until no transaction that could fill it can be alive. */
const GAP_LIFE_MS = TRANSACTION_TIMEOUT_MS + 5_000;

/** Numbers missing in the outbox's sequence: rolled back, or of a transaction that commits late; two in a hundred do under load. */
export class GapWatch {
  readonly #seenAtMs = new Map<number, number>();

  /** Those to look at again. */
  get seqs(): number[] {
    return [...this.#seenAtMs.keys()];
  }

  /** Watches the given numbers; new ones only as far as there is room. */
  watch(seqs: readonly number[]): void {
    for (const seq of seqs.slice(0, MAX_GAPS - this.#seenAtMs.size)) this.#seenAtMs.set(seq, performance.now());
  }

  /** Watches what is missing between two rows that were read one after the other. */
  watchBetween(seq: number, next: number): void {
    const missing = Math.min(next - seq - 1, MAX_GAPS);
    if (missing > 0) this.watch(Array.from({ length: missing }, (_, index) => next - missing + index));
  }

  /** A gap that has been filled is none. */
  filled(seq: number): void {
    this.#seenAtMs.delete(seq);
  }

  /** Forgets those that nothing can fill any more. */
  expire(): void {
    const deadMs = performance.now() - GAP_LIFE_MS;
    for (const [seq, seenAtMs] of this.#seenAtMs) {
      if (seenAtMs > deadMs) break;
      this.#seenAtMs.delete(seq);
    }
  }

  clear(): void {
    this.#seenAtMs.clear();
  }
}
