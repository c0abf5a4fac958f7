import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EventDefinition,
  natsServerConfig,
  OPS_COMMANDS,
  type PayloadOf,
  type PlacedConsumer,
  type Requester,
  SERVICES,
  type ServiceName,
} from '@loop/contracts';
import {
  asker,
  type BaseConfig,
  type ConfigOf,
  consumerConfig,
  DEFAULT_TENANT_ID,
  provisionBroker,
  provisionDatabase,
  REPLAY_ID,
  rolesOf,
  type ServiceConfig,
  type ServiceDefinition,
} from '@loop/runtime';
import { jetstreamManager } from '@nats-io/jetstream';
import { Pool } from 'pg';
import { BrokerTap, type RawEvent } from './broker-tap.ts';
import { type PrivateServer, startTestNats } from './private-server.ts';
import { startTestService, type TestService } from './start-test-service.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const PASSWORD = 'a-password-of-the-tests';
const SMALL_STREAM_BYTES = 16 * 1024 * 1024;
/** What a service cannot do without, besides the base settings. */
const INVENTED = { LOOP_PORTAL_URL: 'https://rooms.tidewell-studio.com' };
const REPOSITORY = join(import.meta.dirname, '../../..');

/** How a test's system differs from the real one. */
export interface TestSystemOptions {
  /** Folders of migrations instead of the services' own. */
  readonly migrations?: Partial<Record<ServiceName, string>>;
  /** Superuser's address of a Postgres of the test's own (to be killed), instead of a copy in the shared one. */
  readonly postgresUrl?: string;
  readonly mode?: BaseConfig['LOOP_MODE'];
  readonly sandboxUrl?: string;
  /** Room for each stream; 16 MiB unless said otherwise. */
  readonly streamBytes?: number;
}

/**
 * A provisioned database and a broker with the generated users, for one test file; services are started into it one by one,
 * inside the test's process. Close it in `afterAll`.
 */
export class TestSystem {
  readonly nats: PrivateServer;
  readonly tap: BrokerTap;
  readonly databaseUrl: string;
  readonly #database: TestDatabase | undefined;
  readonly #options: TestSystemOptions;
  readonly #services: TestService[] = [];
  readonly #taps = new Map<Requester, Promise<BrokerTap>>();
  readonly #admin: Pool;

  private constructor(
    nats: PrivateServer,
    tap: BrokerTap,
    databaseUrl: string,
    database: TestDatabase | undefined,
    admin: Pool,
    options: TestSystemOptions,
  ) {
    this.nats = nats;
    this.tap = tap;
    this.databaseUrl = databaseUrl;
    this.#database = database;
    this.#admin = admin;
    this.#options = options;
  }

  static async open(options: TestSystemOptions = {}): Promise<TestSystem> {
    const passwords = Object.fromEntries([...SERVICES, 'loop'].map((user) => [user, PASSWORD])) as Record<
      Requester,
      string
    >;
    const nats = await startTestNats(natsServerConfig({ passwords }));
    const tap = await BrokerTap.open(nats.url, 'loop', PASSWORD);
    await provisionBroker(tap.connection, topologyOf(options));
    const database = options.postgresUrl === undefined ? await copyOfTemplate(options) : undefined;
    const databaseUrl = database?.url ?? options.postgresUrl ?? '';
    if (database === undefined) await provisionDatabase(databaseUrl, servicesToProvision(options));
    const admin = openAdmin(databaseUrl);
    return new TestSystem(nats, tap, databaseUrl, database, admin, options);
  }

  /** The base settings a service of this system is started with. */
  configOf(service: ServiceName): BaseConfig {
    const roles = rolesOf(service);
    const { mode = 'test', sandboxUrl } = this.#options;
    return {
      LOOP_MODE: mode,
      LOOP_DATABASE_APP_URL: withUser(this.databaseUrl, roles.app),
      LOOP_DATABASE_RUNTIME_URL: withUser(this.databaseUrl, roles.runtime),
      LOOP_NATS_URL: withUser(this.nats.url, service),
      LOOP_HTTP_HOST: '127.0.0.1',
      LOOP_HTTP_PORT: 0,
      LOOP_LOG_LEVEL: 'silent',
      LOOP_TENANT_ID: DEFAULT_TENANT_ID,
      ...(sandboxUrl === undefined ? {} : { LOOP_SANDBOX_URL: sandboxUrl }),
    };
  }

  /** All settings of a service of this system: the base settings and what it cannot do without, no key of any provider. */
  settingsOf<C extends ServiceConfig>(config: C): ConfigOf<C> {
    return config.schema.parse({ ...INVENTED, ...this.configOf(config.service) }) as ConfigOf<C>;
  }

  /** Starts a service; it is stopped with the system at the latest. */
  async start(definition: ServiceDefinition): Promise<TestService> {
    const service = await startTestService(definition, this.configOf(definition.name));
    this.#services.push(service);
    return service;
  }

  /** Publishes an event as its publisher's relay would, past its outbox and the broker's dedup. Returns its id. */
  async publish<D extends EventDefinition>(
    event: D,
    data: PayloadOf<D>,
    tenantId: string,
    raw: RawEvent = {},
  ): Promise<string> {
    return (await this.tapAs(event.publisher)).publish(event, data, tenantId, raw);
  }

  /** A user of the broker, with a service's permissions. */
  tapAs(user: Requester): Promise<BrokerTap> {
    const open = this.#taps.get(user) ?? BrokerTap.open(this.nats.url, user, PASSWORD);
    this.#taps.set(user, open);
    return open;
  }

  /** Sends SQL as the superuser, who sees every schema and tenant: `SELECT … FROM payments.ledger`. */
  async sql<O extends object>(text: string, values: readonly unknown[] = []): Promise<O[]> {
    return (await this.#admin.query(text, [...values])).rows as O[];
  }

  /** Gives a service a command as `loop` would; resolves to its answer. Actor and reason are filled in. */
  ask(service: ServiceName, command: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const definition = OPS_COMMANDS.find((candidate) => candidate.command === command);
    if (definition === undefined) throw new Error(`There is no command ${command}`);
    const acting = definition.acts ? { actor: 'tester', reason: 'a test' } : {};
    return asker(this.tap.connection)(definition.request(service), { ...acting, ...input });
  }

  /** Deletes a stream and makes it anew, empty, with its consumers: the broker's disk was lost. */
  async recreateStream(stream: string): Promise<void> {
    const manager = await jetstreamManager(this.tap.connection, { checkAPI: false });
    await manager.streams.delete(stream);
    await provisionBroker(this.tap.connection, topologyOf(this.#options));
  }

  /** Makes the consumer of a replay slot, as `loop replay` does. */
  async lineUp({ stream, config }: PlacedConsumer, replayId: string): Promise<void> {
    const manager = await jetstreamManager(this.tap.connection, { checkAPI: false });
    const present = await manager.consumers.list(stream).next();
    if (present.some((consumer) => consumer.name === config.name)) await manager.consumers.delete(stream, config.name);
    await manager.consumers.add(stream, { ...consumerConfig(config), metadata: { [REPLAY_ID]: replayId } });
  }

  /** Takes a consumer away, as the broker does with one in memory that is idle for long, or when it is started anew. */
  async loseConsumer(stream: string, name: string): Promise<void> {
    const manager = await jetstreamManager(this.tap.connection, { checkAPI: false });
    await manager.consumers.delete(stream, name);
  }

  /** Erases one message of a stream, as retention or somebody's wish to be forgotten does. */
  async eraseMessage(stream: string, sequence: number): Promise<void> {
    const manager = await jetstreamManager(this.tap.connection, { checkAPI: false });
    await manager.streams.deleteMessage(stream, sequence);
  }

  /** Connection string of one of a service's roles. */
  urlAs(role: string): string {
    return withUser(this.databaseUrl, role);
  }

  async close(): Promise<void> {
    for (const service of this.#services) await service.stop();
    for (const tap of this.#taps.values()) await (await tap).close();
    await this.tap.close();
    await this.#admin.end();
    await this.nats.remove();
    await this.#database?.drop();
  }
}

function topologyOf({ streamBytes = SMALL_STREAM_BYTES }: TestSystemOptions) {
  return { maxBytes: streamBytes };
}

function withUser(url: string, user: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = PASSWORD;
  return address.href;
}

function migrationsOf(service: ServiceName, options: TestSystemOptions): string {
  return options.migrations?.[service] ?? join(REPOSITORY, 'services', service, 'src/migrations');
}

function servicesToProvision(options: TestSystemOptions) {
  const passwords = { app: PASSWORD, runtime: PASSWORD };
  return SERVICES.map((name) => ({ name, migrations: migrationsOf(name, options), passwords }));
}

function copyOfTemplate(options: TestSystemOptions): Promise<TestDatabase> {
  const folders = [
    join(REPOSITORY, 'packages/runtime/src/migrations'),
    ...SERVICES.map((name) => migrationsOf(name, options)),
  ];
  const hash = createHash('sha256');
  for (const folder of folders.filter(existsSync)) {
    for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return createTestDatabase({
    name: 'services',
    hash: hash.digest('hex'),
    provision: async (url) => void (await provisionDatabase(url, servicesToProvision(options))),
  });
}

function openAdmin(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 3 });
  // A test that kills its database breaks idle connections too; the next statement opens another.
  pool.on('error', () => undefined);
  return pool;
}
