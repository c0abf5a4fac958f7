import { consumers, type ServiceName } from '@loop/contracts';
import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from './core.ts';
import { transaction } from './db/session.ts';

/** How a server is, as one process sees it. */
export interface ServerHealth {
  /** Null while it does not answer. */
  readonly version: string | null;
  readonly latencyMs: number | null;
  /** Why it does not do; null when all is well. Holds no address and no password. */
  readonly problem: string | null;
}

/** What a service lives on, as it sees it. */
export interface Health {
  readonly database: ServerHealth;
  readonly broker: ServerHealth;
}

const PATIENCE_MS = 2_000;

/** Looks at the database and the broker from here. Never rejects: a server that does not answer in two seconds is away. */
export async function takeHealth(core: Core, connection: NatsConnection): Promise<Health> {
  const [database, broker] = await Promise.all([databaseHealth(core), brokerHealth(core.service, connection)]);
  return { database, broker };
}

function databaseHealth({ runtimePool }: Core): Promise<ServerHealth> {
  return inspected('the database', async () => {
    const [row] = await transaction(runtimePool, (session) =>
      session.sql<{ server_version: string }>('SHOW server_version'),
    );
    return { version: row?.server_version ?? null, problem: null };
  });
}

function brokerHealth(service: ServiceName, connection: NatsConnection): Promise<ServerHealth> {
  return inspected('the broker', async () => {
    await connection.flush();
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const missing = await missingConsumers(manager, service);
    const problem = missing.length === 0 ? null : `not provisioned: ${missing.join(', ')}`;
    return { version: connection.info?.version ?? null, problem };
  });
}

/** Times a look at a server; a failure is its problem, by name only, since messages may hold addresses. */
async function inspected(what: string, look: () => Promise<Omit<ServerHealth, 'latencyMs'>>): Promise<ServerHealth> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} was too slow`)), PATIENCE_MS);
  });
  try {
    const seen = await Promise.race([look(), late]);
    return { ...seen, latencyMs: Math.round((performance.now() - startedAt) * 10) / 10 };
  } catch {
    return { version: null, latencyMs: null, problem: `${what} is away` };
  } finally {
    clearTimeout(timer);
  }
}

/** Consumers of the registry, of one service or of all, that the broker does not have: `DISCOVERY/enrichment`. */
export async function missingConsumers(manager: JetStreamManager, service?: ServiceName): Promise<string[]> {
  const expected = consumers().filter((consumer) => service === undefined || consumer.service === service);
  const missing = await Promise.all(
    expected.map(async ({ config, stream }) => {
      const found = await existing(manager.consumers.info(stream, config.name));
      return found === undefined ? [`${stream}/${config.name}`] : [];
    }),
  );
  return missing.flat();
}

/** What is there, or undefined where the broker says that there is none. Rejects when the broker says nothing. */
export async function existing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}
