import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessLog } from './process-log.ts';

const POLL_INTERVAL_MS = 50;
const PROBE_TIMEOUT_MS = 2_000;

/** What is waited for, and when to give up. */
export interface Readiness {
  readonly name: string;
  readonly url: string;
  readonly log: ProcessLog;
  readonly timeoutMs: number;
  /** True once waiting longer is pointless: it has crashed again and again. */
  readonly hasGivenUp: () => boolean;
}

/** Waits until `url` answers 2xx. Rejects with the end of its log when it never does. */
export async function awaitReady({ name, url, log, timeoutMs, hasGivenUp }: Readiness): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await answersOk(url))) {
    const why = hasGivenUp() ? 'does not start' : `is not ready after ${Math.round(timeoutMs / 1000)} s`;
    if (hasGivenUp() || performance.now() > deadline) {
      throw new Error(`${name} ${why}; ${log.file} ends:\n${log.tail().join('\n')}`);
    }
    await delay(POLL_INTERVAL_MS);
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
