import type { Acked } from './ack-window.ts';

/** Acks that are worth a statement and its commit at once. */
const FULL_LOT = 1_000;
/** Longest an ack waits for others to be marked with it: a commit for each would take the disk from those who decide. */
const GATHER_MS = 20;

/** Gathers acks and has them marked in lots, one lot at a time. */
export class Marker {
  readonly #mark: (lot: readonly Acked[]) => Promise<void>;
  #gathered: Acked[] = [];
  #timer: NodeJS.Timeout | undefined;
  #marking: Promise<void> | undefined;

  /** `mark` must not reject. */
  constructor(mark: (lot: readonly Acked[]) => Promise<void>) {
    this.#mark = mark;
  }

  add(acked: Acked): void {
    this.#gathered.push(acked);
    if (this.#gathered.length >= FULL_LOT) this.#begin();
    else this.#timer ??= setTimeout(() => this.#begin(), GATHER_MS);
  }

  /** Forgets what was gathered; a lot that is being marked goes on. */
  forget(): void {
    this.#gathered = [];
  }

  /** Resolves once nothing is being marked. */
  async idle(): Promise<void> {
    while (this.#marking !== undefined) await this.#marking;
  }

  /** Marks all that was gathered, at once. */
  async flush(): Promise<void> {
    this.#begin();
    await this.idle();
  }

  /** While one lot is being marked, the next gathers. */
  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#marking !== undefined || this.#gathered.length === 0) return;
    const lot = this.#gathered;
    this.#gathered = [];
    this.#marking = this.#mark(lot).finally(() => {
      this.#marking = undefined;
      if (this.#gathered.length >= FULL_LOT || this.#timer === undefined) this.#begin();
    });
  }
}
