import { EVENTS } from '@loop/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import { type BrokerListener, connectBroker } from './bus/broker.ts';
import { answerRequests, asker } from './bus/requests.ts';
import { createClock } from './clock/clock.ts';
import type { BaseConfig } from './config/base-settings.ts';
import type { Core, Pokes } from './core.ts';
import { isInfrastructure } from './db/infrastructure-error.ts';
import { openPool } from './db/pool.ts';
import { ServiceEdge } from './decide/service-edge.ts';
import { EffectWorker } from './effects/effect-worker.ts';
import { Eraser } from './erasure/eraser.ts';
import { failpoint } from './failpoint/failpoint.ts';
import { takeHealth } from './health.ts';
import type { Readiness } from './http/built-in-routes.ts';
import { startHttp } from './http/start-http.ts';
import { EventConsumer } from './inbox/consumer.ts';
import { HeldWorker } from './inbox/held-worker.ts';
import { Lanes } from './inbox/lanes.ts';
import { builtInResponders } from './ops/built-in-responders.ts';
import { Relay } from './outbox/relay.ts';
import { checkSchema } from './provision/check-schema.ts';
import { rebuildSchemaOf, schemaOf } from './provision/names.ts';
import { Replays } from './replay/replays.ts';
import { Retention } from './retention/retention.ts';
import { takeSnapshot } from './runtime-snapshot.ts';
import { KnownTenants } from './schedules/known-tenants.ts';
import { refuseFaultySchedules } from './schedules/schedule.ts';
import { ScheduleRunner } from './schedules/schedule-runner.ts';
import type { ServiceDefinition } from './service-definition.ts';
import type { Shutdown } from './shutdown/shutdown.ts';
import type { Logger } from './telemetry/logger.ts';
import { observeRuntime } from './telemetry/runtime-metrics.ts';
import { currentTraceparent } from './telemetry/spans.ts';

/** Longest a service waits at its start for a database or broker that is not there: longer than either takes to come back. */
const START_PATIENCE_MS = 120_000;

/** Time the relay has for what is under way when the service stops. */
const RELAY_DRAIN_MS = 5_000;

/** A service that runs. */
export interface RunningService {
  /** Where its HTTP server listens. */
  readonly url: string;
}

/**
 * Starts a service: checks its definition and schema, connects, and starts relay, inbox, effects, answers and HTTP. Every
 * part registers with `shutdown` how it stops, in order: pulling first, connections last.
 * Rejects when the definition has a gap, the schema is behind, or database or broker cannot be reached within two minutes.
 * A refused permission at the broker, which would otherwise fail in silence, ends the process.
 */
export async function runService(
  definition: ServiceDefinition,
  config: BaseConfig,
  logger: Logger,
  shutdown: Shutdown,
): Promise<RunningService> {
  refuseGaps(definition);
  const startedAt = new Date();
  const broker = new BrokerState();
  const core = await openCore(definition, config, logger, shutdown, {
    outbox: () => {
      failpoint('outbox.committed');
      relay.poke();
    },
    effects: () => worker.poke(),
    held: () => held.poke(),
  });
  const connection = await patiently(logger, () =>
    connectBroker(config.LOOP_NATS_URL, definition.name, broker.listener(shutdown, logger)),
  );
  shutdown.add('broker', () => broker.close(connection));
  const ask = asker(connection);
  const lanes = new Lanes(core);
  const relay = new Relay(core, connection);
  const worker = new EffectWorker(core, definition.effects, ask, definition.callRates);
  const held = new HeldWorker(core, lanes, definition.handlers);
  const replays = new Replays(core, connection, definition.handlers, rebuildPool(definition, config, logger));
  const consumer = new EventConsumer(core, connection, lanes, definition.handlers);
  const edge = new ServiceEdge(core, ask, worker, 'edge', currentTraceparent);
  broker.relay = relay;

  relay.start();
  shutdown.add('relay', () => relay.stop(RELAY_DRAIN_MS));
  worker.start();
  shutdown.add('effects', () => worker.stop());
  const retention = new Retention(core);
  retention.start();
  shutdown.add('retention', () => retention.stop());
  const eraser = new Eraser(core, connection);
  eraser.start();
  shutdown.add('erasures', () => eraser.stop());
  const snapshot = () => takeSnapshot(core, connection);
  const stopObserving = observeRuntime(snapshot);
  shutdown.add('metrics', async () => stopObserving());
  const health = () => takeHealth(core, connection);
  const builtIn = builtInResponders({ core, definition, mode: config.LOOP_MODE, startedAt, snapshot, health, replays });
  answer(connection, [...definition.responders, ...builtIn], edge, core, shutdown);
  held.start();
  shutdown.add('held events', () => held.stop());
  replays.start();
  shutdown.add('replays', () => replays.stop());
  await patiently(logger, () => consumer.start());
  shutdown.add('inbox', () => consumer.stop());
  const schedules = new ScheduleRunner(core, edge.named('schedule'), definition.schedules ?? [], config.LOOP_TENANT_ID);
  schedules.start();
  shutdown.add('schedules', () => schedules.stop());
  const http = await startHttp({ definition, edge, config, logger, readiness: () => broker.readiness });
  shutdown.add('http', () => http.stop());
  await definition.started?.(edge.named('started'));
  return { url: http.url };
}

/** Whether the broker is there, for readiness and for the relay, which must not publish into a connection it lost. */
class BrokerState {
  relay: Relay | undefined;
  #there = true;
  #closing = false;

  get readiness(): Readiness {
    return this.#there ? { ready: true, reasons: [] } : { ready: false, reasons: ['the broker is away'] };
  }

  listener(shutdown: Shutdown, logger: Logger): BrokerListener {
    return {
      disconnected: () => {
        this.#there = false;
        this.relay?.disconnected();
      },
      reconnected: () => {
        this.#there = true;
        this.relay?.reconnected();
      },
      violated: (error) => {
        logger.fatal({ err: error }, 'the broker refused a permission');
        shutdown.begin('a permission was refused', 1);
      },
      answerRefused: (error) => logger.warn({ err: error }, 'an answer came too late; whoever asked asks again'),
      closed: (error) => {
        const why = error ? ` (${error.name})` : '';
        if (!this.#closing) shutdown.begin(`the broker connection is closed${why}`, 1);
      },
    };
  }

  close(connection: NatsConnection): Promise<void> {
    this.#closing = true;
    return connection.close();
  }
}

/** Clock, database and what the parts share. */
async function openCore(
  definition: ServiceDefinition,
  config: BaseConfig,
  logger: Logger,
  shutdown: Shutdown,
  pokes: Pokes,
): Promise<Core> {
  const clock = createClock({ mode: config.LOOP_MODE, sandboxUrl: config.LOOP_SANDBOX_URL, logger });
  await clock.start();
  shutdown.add('clock', async () => clock.stop());
  const pools = openPools(definition, config, logger, shutdown);
  await patiently(logger, () => checkSchema(pools.runtimePool, definition.name, definition.migrations));
  return { service: definition.name, ...pools, tenants: new KnownTenants(), logger, now: () => clock.now(), pokes };
}

function answer(
  connection: NatsConnection,
  responders: Parameters<typeof answerRequests>[2],
  edge: ServiceEdge,
  core: Core,
  shutdown: Shutdown,
): void {
  const edgeOf = (name: string) => edge.named(name);
  const subscriptions = answerRequests(connection, core.service, responders, edgeOf, core.logger);
  shutdown.add('answers', async () => {
    // One that the broker refused is closed already.
    const open = subscriptions.filter((subscription) => !subscription.isClosed());
    await Promise.all(open.map((subscription) => subscription.drain()));
  });
}

function openPools(
  definition: ServiceDefinition,
  config: BaseConfig,
  logger: Logger,
  shutdown: Shutdown,
): Pick<Core, 'appPool' | 'runtimePool'> {
  const schema = schemaOf(definition.name);
  const open = (url: string, role: string) =>
    openPool({ url, schema, applicationName: `${definition.name} ${role}`, maxConnections: 10 }, (error) =>
      logger.warn({ err: error, role }, 'an idle database connection was lost'),
    );
  const appPool = open(config.LOOP_DATABASE_APP_URL, 'app');
  const runtimePool = open(config.LOOP_DATABASE_RUNTIME_URL, 'runtime');
  shutdown.add('database', async () => {
    await Promise.all([appPool.end(), runtimePool.end()]);
  });
  return { appPool, runtimePool };
}

/** A few connections at a time, opened by a rebuild and closed by it, that find the generation being built first. */
function rebuildPool(definition: ServiceDefinition, config: BaseConfig, logger: Logger): () => Pool {
  const live = schemaOf(definition.name);
  const schema = `${rebuildSchemaOf(live)},${live}`;
  const url = config.LOOP_DATABASE_APP_URL;
  return () =>
    openPool({ url, schema, applicationName: `${definition.name} rebuild`, maxConnections: 2 }, (error) =>
      logger.warn({ err: error, role: 'rebuild' }, 'an idle database connection was lost'),
    );
}

/** A subject that the registry sends here and nobody handles would become dead letters in silence. */
function refuseGaps(definition: ServiceDefinition): void {
  refuseFaultySchedules(definition.schedules ?? []);
  const handled = new Set(definition.handlers.map((handler) => handler.event.subject));
  for (const event of EVENTS) {
    const sent = event.consumers.includes(definition.name);
    if (sent && !handled.has(event.subject)) throw new Error(`${definition.name} has no handler for ${event.subject}`);
    if (!sent && handled.has(event.subject)) throw new Error(`${event.subject} is not sent to ${definition.name}`);
  }
}

async function patiently<T>(logger: Logger, start: () => Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + START_PATIENCE_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!isInfrastructure(error) || Date.now() > deadlineMs) throw error;
      logger.warn({ err: error }, 'database or broker are not there yet');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
