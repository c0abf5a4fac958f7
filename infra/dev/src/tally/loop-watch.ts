import type { Operator } from '@loop/runtime';
import { type LoopRecord, type OpenRecord, recordEvent, recordedEvent } from './loop-record.ts';

/** How long to wait for a condition, and how to name it when it does not come. */
export interface Patience {
  readonly timeoutMs: number;
  /** Finishes the sentence "Waited … for …". */
  readonly what: string;
}

const RETRY_DELAY_MS = 500;
const NOTICE_DELAY_MS = 20;

/** Follows all streams and keeps the record up to date; survives restarts of the broker by reading everything again. */
export class LoopWatch {
  readonly #events: Operator['events'];
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #record: OpenRecord = new Map();
  #notice: NodeJS.Timeout | undefined;

  constructor(operator: Operator) {
    this.#events = operator.events;
  }

  /** Reads what is stored and begins to follow. Resolves when the record holds everything published before. */
  async start(): Promise<void> {
    void this.#follow();
    await this.catchUp();
  }

  get record(): LoopRecord {
    return this.#record;
  }

  /** Reads all streams once more, so that the record is complete to this moment whatever following may have missed. */
  async catchUp(): Promise<void> {
    for await (const stored of this.#events.read({})) this.#take(stored);
  }

  /** Calls `listener` a moment after the record has changed, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves with the first answer of `find` that is neither undefined nor false. Rejects after `timeoutMs`. */
  async until<T>(find: (record: LoopRecord) => T | undefined | false, { timeoutMs, what }: Patience): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const answer = find(this.#record);
      if (answer !== undefined && answer !== false) resolve(answer);
    };
    const forget = this.onChange(look);
    const timer = setTimeout(() => {
      reject(new Error(`Waited ${Math.round(timeoutMs / 1000)} s for ${what}, in vain`));
    }, timeoutMs);
    try {
      look();
      return await promise;
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#notice);
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    let isFirst = true;
    while (!signal.aborted) {
      try {
        const following = this.#events.follow({}, signal, (stored) => this.#take(stored));
        await Promise.all([following, isFirst ? undefined : this.catchUp()]);
      } catch {
        isFirst = false;
        // The broker is away: whoever waits on the record has a time limit of their own.
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
  }

  #take(stored: Parameters<typeof recordedEvent>[0]): void {
    const event = recordedEvent(stored);
    if (event === undefined) return;
    if (!recordEvent(this.#record, event)) return;
    // Events come by the hundred; whoever listens counts all of them each time.
    this.#notice ??= setTimeout(() => {
      this.#notice = undefined;
      for (const listener of this.#listeners) listener();
    }, NOTICE_DELAY_MS);
  }
}
