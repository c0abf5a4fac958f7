import { setTimeout as delay } from 'node:timers/promises';

export type SettleOptions = {
  /** How long to wait before giving up; 10 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** Pause between two looks; 20 ms unless said otherwise. */
  readonly everyMs?: number;
};

/**
 * Waits until `condition` neither throws nor answers `false`, and returns its answer. It may hold `expect` calls: the
 * last failure, which describes the state last seen, is what the test then fails with.
 */
export async function settle<T>(condition: () => T | Promise<T>, options: SettleOptions = {}): Promise<T> {
  const { timeoutMs = 10_000, everyMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let unsettled: unknown;
    try {
      const answer = await condition();
      if (answer !== false) return answer;
      unsettled = 'the condition is still false';
    } catch (error) {
      unsettled = error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Not settled after ${timeoutMs} ms: ${describe(unsettled)}`, { cause: unsettled });
    }
    await delay(everyMs);
  }
}

function describe(unsettled: unknown): string {
  const hasMessage = typeof unsettled === 'object' && unsettled !== null && 'message' in unsettled;
  return String(hasMessage ? unsettled.message : unsettled);
}
