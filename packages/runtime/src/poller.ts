import type { Logger } from 'pino';
import { isInfrastructure } from './db/infrastructure-error.ts';

/** Longest wait after failures, unless the work is rarer anyway. */
const MAX_WAIT_MS = 5_000;

/**
 * Runs a piece of work again and again: at once when poked, otherwise every so often, never twice at a time. Polling is the
 * truth; a lost poke only costs time. While the database or broker is away it goes on trying, and says so once. Work that
 * fails otherwise, by a bug, is repeated and reported after growing waits that no poke cuts short.
 */
export class Poller {
  readonly #logger: Logger;
  readonly #everyMs: number;
  readonly #work: () => Promise<boolean>;
  #wake: (() => void) | undefined;
  #poked = false;
  #stopped = true;
  #away = false;
  #failures = 0;
  #loop: Promise<void> = Promise.resolve();

  /** `work` resolves to whether there is more to do at once. */
  constructor(logger: Logger, everyMs: number, work: () => Promise<boolean>) {
    this.#logger = logger;
    this.#everyMs = everyMs;
    this.#work = work;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#loop = this.#run();
  }

  poke(): void {
    this.#poked = true;
    if (this.#failures === 0) this.#wake?.();
  }

  /** Resolves when the round in hand is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#poked = false;
      const more = await this.#once();
      const idle = !more && !this.#poked;
      if ((idle || this.#failures > 0) && !this.#stopped) await this.#pause();
    }
  }

  async #once(): Promise<boolean> {
    try {
      const more = await this.#work();
      this.#away = false;
      this.#failures = 0;
      return more;
    } catch (error) {
      const away = isInfrastructure(error);
      if (!away) this.#logger.error({ err: error }, 'a round of background work failed');
      else if (!this.#away) this.#logger.warn({ err: error }, 'database or broker away; trying on');
      this.#failures = away ? 0 : this.#failures + 1;
      this.#away = away;
      return false;
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const waitMs = Math.min(this.#everyMs * 2 ** Math.min(this.#failures, 16), Math.max(this.#everyMs, MAX_WAIT_MS));
      const timer = setTimeout(done, waitMs);
      this.#wake = done;
      const clear = (): void => {
        this.#wake = undefined;
      };
      function done(): void {
        clearTimeout(timer);
        clear();
        resolve();
      }
    });
  }
}
