import type { Logger } from '../telemetry/logger.ts';

/** Longest a process drains; containers kill it after 40 s. */
const DRAIN_MS = 25_000;

/** Ends a process in order. */
export interface Shutdown {
  /**
   * Registers how a part stops. Parts stop one after another in the reverse order of registration: what was started last, and
   * builds on the rest, stops first. One that rejects is logged and does not keep the others from stopping.
   */
  add(name: string, stop: () => Promise<void>): void;
  /** Stops every part, then exits with `exitCode`; 1 when a part failed or was not done in time. Later calls change nothing. */
  begin(reason: string, exitCode?: number): void;
}

/** Makes the shutdown of this process. It exits by itself `drainMs` after it began, whatever still hangs. */
export function createShutdown(logger: Logger, drainMs = DRAIN_MS): Shutdown {
  const parts: { readonly name: string; readonly stop: () => Promise<void> }[] = [];
  let stoppingPart: string | undefined;
  let begun = false;
  const stopAll = async (exitCode: number): Promise<never> => {
    let failed = false;
    for (const { name, stop } of parts.toReversed()) {
      stoppingPart = name;
      try {
        await stop();
      } catch (error) {
        failed = true;
        logger.error({ err: error, part: name }, 'a part did not stop as it should');
      }
    }
    logger.info('stopped');
    process.exit(failed ? Math.max(1, exitCode) : exitCode);
  };
  return {
    add: (name, stop) => {
      parts.push({ name, stop });
    },
    begin: (reason, exitCode = 0) => {
      if (begun) return;
      begun = true;
      logger.info({ reason }, 'shutting down');
      setTimeout(() => {
        logger.fatal({ part: stoppingPart, drainMs }, 'not stopped in time');
        process.exit(1);
      }, drainMs);
      void stopAll(exitCode);
    },
  };
}
