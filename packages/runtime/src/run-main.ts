import type { BaseConfig } from './config/base-settings.ts';
import { ConfigError } from './config/config-error.ts';
import { loadConfig } from './config/load-config.ts';
import type { ConfigOf, ServiceConfig } from './config/service-config.ts';
import { armFailpoint } from './failpoint/failpoint.ts';
import { runService } from './run-service.ts';
import type { ServiceDefinition } from './service-definition.ts';
import { listenForSignals } from './shutdown/process-signals.ts';
import { createShutdown } from './shutdown/shutdown.ts';
import { createLogger } from './telemetry/logger.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';

/** Exit code of a process that refuses to start: its settings are wrong, and starting it again changes nothing. */
const EXIT_MISCONFIGURED = 78;

/**
 * The whole life of a service's process: settings, telemetry, start, signals, end. Tells the launcher, where one started it
 * over an IPC channel, `{ ready: true, url }`. Exits with 78 when its settings are wrong (sysexits.h `EX_CONFIG`), with 1 when it
 * cannot start or a part fails, with 0 after an orderly shutdown.
 */
export async function runMain<C extends ServiceConfig>(
  config: C,
  definitionOf: (settings: ConfigOf<C>) => ServiceDefinition,
): Promise<void> {
  const settings = settingsOrExit(config);
  // `serviceConfig` puts the base settings into every schema; the generic type cannot say so.
  const base = settings as unknown as BaseConfig;
  const logger = createLogger(config.service, base.LOOP_LOG_LEVEL);
  const shutdown = createShutdown(logger);
  if (base.LOOP_FAILPOINT !== undefined) armFailpoint(base.LOOP_FAILPOINT);
  listenForSignals(shutdown, logger);
  const telemetry = await startTelemetry(config.service, base, logger);
  shutdown.add('telemetry', () => telemetry.stop());
  try {
    const running = await runService(definitionOf(settings), base, logger, shutdown);
    logger.info({ url: running.url }, 'ready');
    process.send?.({ ready: true, url: running.url });
  } catch (error) {
    logger.fatal({ err: error }, 'the service could not start');
    shutdown.begin('could not start', 1);
  }
}

function settingsOrExit<C extends ServiceConfig>(config: C): ConfigOf<C> {
  try {
    return loadConfig(config, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_MISCONFIGURED);
  }
}
