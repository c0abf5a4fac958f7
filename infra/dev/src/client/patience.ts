import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MS = 50;

/** Asks again and again until `find` answers something. Rejects, saying what was waited for, after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}, in vain`);
    await delay(POLL_INTERVAL_MS);
  }
}
