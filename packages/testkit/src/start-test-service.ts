import {
  type BaseConfig,
  createLogger,
  type Edge,
  runService,
  type ServiceDefinition,
  type Shutdown,
} from '@loop/runtime';

/** A service that runs inside the test's process, over real brokers. */
export interface TestService {
  readonly url: string;
  /** Decides, reads and asks as the service does. */
  readonly edge: Edge;
  /** Why the service wanted to end by itself, if it did. */
  readonly fatal: () => string | undefined;
  /** Stops it in order, as on SIGTERM. Stopping it twice changes nothing. */
  stop(): Promise<void>;
}

/** Starts a service as `main.ts` would, but for the process around it. Its log is silent unless `LOOP_TEST_LOG` names a level. */
export async function startTestService(definition: ServiceDefinition, config: BaseConfig): Promise<TestService> {
  let edge: Edge | undefined;
  let fatal: string | undefined;
  const parts: (() => Promise<void>)[] = [];
  const shutdown: Shutdown = {
    add: (_name, stop) => void parts.unshift(stop),
    begin: (reason) => {
      fatal ??= reason;
    },
  };
  const stop = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const part of parts.splice(0)) await part().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, `${definition.name} did not stop as it should`);
  };
  const watched: ServiceDefinition = {
    ...definition,
    started: async (given) => {
      edge = given;
      await definition.started?.(given);
    },
  };
  const logger = createLogger(definition.name, process.env['LOOP_TEST_LOG'] ?? 'silent');
  try {
    const { url } = await runService(watched, config, logger, shutdown);
    if (edge === undefined) throw new Error('The service did not hand out its edge');
    return { url, edge, fatal: () => fatal, stop };
  } catch (error) {
    await stop().catch((failures: unknown) => logger.error({ err: failures }, 'what had started did not stop'));
    throw error;
  }
}
