import { setTimeout as delay } from 'node:timers/promises';
import type { ChildExit, GuardedChild } from './guarded-child.ts';
import { signal } from './stop-process.ts';

/** Delay before a restart: `minDelayMs`, doubled at each exit up to `maxDelayMs`, reset by a run longer than that. */
export type RestartPolicy = { readonly minDelayMs: number; readonly maxDelayMs: number };

/** What befell a kept process, for a log line. */
export type KeptEvent =
  | { readonly type: 'exited'; readonly exit: ChildExit; readonly restarts: boolean }
  | { readonly type: 'restarted'; readonly pid: number }
  | { readonly type: 'restart-failed'; readonly error: unknown };

export type KeptProcess = {
  /** Pid of the present incarnation, or of the last one between a crash and its restart. */
  readonly pid: number;
  /** Resolves when the process is gone for good: stopped, or exited without a restart policy. */
  readonly ended: Promise<ChildExit>;
  /** SIGKILL to the process alone, as a crash would be; a restart policy brings it back. */
  kill9(): void;
  /** Asks it to end in order (SIGTERM); a restart policy brings it back. */
  askToEnd(): void;
  /** How its earlier incarnations ended, oldest first. */
  readonly exits: readonly ChildExit[];
  /** Ends it for good; waits for a start in progress first. Harmless when repeated. */
  stop(): Promise<void>;
};

/**
 * Runs what `start` starts and, given a policy, starts it again whenever it exits unasked. A failure of the very first
 * start is the caller's: it rejects. Later failures are reported and tried again without limit, each after its delay.
 */
export async function keepRunning(
  start: () => Promise<GuardedChild>,
  policy: RestartPolicy | undefined,
  report: (event: KeptEvent) => void = () => undefined,
): Promise<KeptProcess> {
  let child = await start();
  const stopping = new AbortController();
  const exits: ChildExit[] = [];

  const startAgain = async (): Promise<GuardedChild | undefined> => {
    try {
      const next = await start();
      report({ type: 'restarted', pid: next.pid });
      return next;
    } catch (error) {
      report({ type: 'restart-failed', error });
      return undefined;
    }
  };

  const run = async (): Promise<ChildExit> => {
    let delayMs = policy?.minDelayMs ?? 0;
    for (;;) {
      const startedAt = performance.now();
      const exit = await child.exited;
      exits.push(exit);
      if (stopping.signal.aborted) return exit;
      report({ type: 'exited', exit, restarts: policy !== undefined });
      if (!policy) return exit;
      if (performance.now() - startedAt > policy.maxDelayMs) delayMs = policy.minDelayMs;
      let next: GuardedChild | undefined;
      while (!next) {
        await pause(delayMs, stopping.signal);
        if (stopping.signal.aborted) return exit;
        delayMs = Math.min(delayMs * 2, policy.maxDelayMs);
        next = await startAgain();
      }
      child = next;
      // Asked to stop while that start was in progress: nobody else knows the new child yet.
      if (stopping.signal.aborted) return await child.stop();
    }
  };
  const ended = run();

  return {
    get pid() {
      return child.pid;
    },
    ended,
    exits,
    kill9: () => signal(child.pid, 'SIGKILL'),
    askToEnd: () => signal(child.pid, 'SIGTERM'),
    stop: async () => {
      stopping.abort();
      await child.stop();
      await ended;
    },
  };
}

async function pause(delayMs: number, until: AbortSignal): Promise<void> {
  try {
    await delay(delayMs, undefined, { signal: until });
  } catch (error) {
    if (!until.aborted) throw error;
  }
}
