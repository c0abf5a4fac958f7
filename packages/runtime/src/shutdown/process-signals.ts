import type { Logger } from '../telemetry/logger.ts';
import type { Shutdown } from './shutdown.ts';

/**
 * Ends the process in order on SIGTERM, on SIGINT, and when the launcher that started it (with an IPC channel) dies; at once
 * and with 1 on a second signal. An error that nobody caught is logged as fatal and ends it at once with 1: what it left undone
 * is redelivered, leased again or rolled back, and nothing it holds in memory can be trusted.
 */
export function listenForSignals(shutdown: Shutdown, logger: Logger): void {
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) {
      logger.fatal({ signal }, 'a second signal; not waiting any longer');
      process.exit(1);
    }
    signalled = true;
    shutdown.begin(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  if (process.send !== undefined) process.on('disconnect', () => shutdown.begin('the launcher is gone'));
  const onUncaught = (error: unknown): void => {
    logger.fatal({ err: error }, 'nobody caught this error');
    process.exit(1);
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
}
