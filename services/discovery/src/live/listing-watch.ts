import { setTimeout as delay } from 'node:timers/promises';
import type { Edge } from '@loop/runtime';
import { versionsOf } from '../store/listings.ts';

/** How long a reader waits for a change at most, in ms, besides what the change itself took. */
const LOOK_EVERY_MS = 500;

interface Waiter {
  readonly listingId: string;
  readonly version: number;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Waits for listings to change, for all readers of this process with one question to the database twice a second, and with none
 * while nobody waits. The database is asked because another instance may have decided.
 */
export class ListingWatch {
  readonly #tenantId: string;
  readonly #waiting = new Set<Waiter>();
  #isLooking = false;

  constructor(tenantId: string) {
    this.#tenantId = tenantId;
  }

  /** Resolves once the listing has another version, or the signal is aborted. Rejects when nobody can tell. */
  async changed(
    { read }: Pick<Edge, 'read'>,
    listing: Pick<Waiter, 'listingId' | 'version'>,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const { promise, reject, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { ...listing, changed: resolve, failed: reject };
    const leave = (): void => resolve();
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.add(waiter);
    if (!this.#isLooking) void this.#look(read);
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', leave);
      this.#waiting.delete(waiter);
    }
  }

  async #look(read: Edge['read']): Promise<void> {
    this.#isLooking = true;
    while (this.#waiting.size > 0) {
      await delay(LOOK_EVERY_MS, undefined, { ref: false });
      const asked = [...this.#waiting];
      const ids = [...new Set(asked.map(({ listingId }) => listingId))];
      if (ids.length === 0) break;
      try {
        const versions = await read(this.#tenantId, (tx) => versionsOf(tx, ids));
        for (const one of asked) if (versions.get(one.listingId) !== one.version) one.changed();
      } catch (error) {
        for (const one of asked) one.failed(error);
      }
    }
    this.#isLooking = false;
  }
}
