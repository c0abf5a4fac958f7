import { z } from 'zod';
import type { Mode } from '../config/base-settings.ts';
import type { Logger } from '../telemetry/logger.ts';

const POLL_INTERVAL_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

const sandboxClock = z.object({ offsetMs: z.number() });

/** Domain time. Leases, signatures and broker timers use real time instead. */
export interface Clock {
  /** Real time, plus the sandbox's virtual offset in sandbox mode. */
  now(): Date;
  /** Learns the offset once, then follows it. Resolves also when the sandbox cannot be reached. */
  start(): Promise<void>;
  stop(): void;
}

/** Where the time comes from. */
export interface ClockOptions {
  readonly mode: Mode;
  readonly sandboxUrl: string | undefined;
  readonly logger: Logger;
}

const realClock: Clock = { now: () => new Date(), start: () => Promise.resolve(), stop: () => undefined };

async function readOffsetMs(url: string): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`The sandbox's clock answered ${response.status}`);
  return sandboxClock.parse(await response.json()).offsetMs;
}

/**
 * Makes the clock of a service: real time in test and live. In sandbox mode it asks the sandbox each second how far its
 * virtual time is off (`GET <sandboxUrl>/_sandbox/clock` → `{ offsetMs }`); while the sandbox is away the last offset holds, and
 * that is logged once. Its timer keeps no process alive.
 */
export function createClock({ mode, sandboxUrl, logger }: ClockOptions): Clock {
  if (mode !== 'sandbox' || sandboxUrl === undefined) return realClock;
  const url = new URL('/_sandbox/clock', sandboxUrl).href;
  let offsetMs = 0;
  let away = false;
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const follow = async (): Promise<void> => {
    try {
      offsetMs = await readOffsetMs(url);
      away = false;
    } catch (error) {
      if (!away) logger.warn({ err: error }, "the sandbox's clock cannot be read; its last offset holds");
      away = true;
    }
    if (running) timer = setTimeout(() => void follow(), POLL_INTERVAL_MS).unref();
  };
  return {
    now: () => new Date(Date.now() + offsetMs),
    start: () => {
      running = true;
      return follow();
    },
    stop: () => {
      running = false;
      clearTimeout(timer);
    },
  };
}
