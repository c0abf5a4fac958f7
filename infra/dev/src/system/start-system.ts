import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { SERVICE_CONFIGS } from '@loop/deployables';
import { ensureSecrets, type Secrets } from '@loop/installation';
import {
  checkSystemEnvironment,
  connectOperator,
  type Environment,
  environmentFor,
  type Mode,
  type Operator,
  provisionDatabase,
} from '@loop/runtime';
import { lockStateDir, type RestartPolicy, sweepOrphans } from '@loop/supervisors';
import { LAUNCHER_NAMES, type LauncherSettings, readLauncherSettings } from '../settings/launcher-settings.ts';
import { choosePorts } from '../settings/ports.ts';
import { localSettings, localUrl, ownSettings } from '../settings/service-settings.ts';
import { LoopWatch } from '../tally/loop-watch.ts';
import { writeConnectionFile } from './connection-file.ts';
import { type Servers, startServers } from './servers.ts';
import { migrationsOf } from './service-modules.ts';
import { type SandboxHandle, startSandboxProcess } from './start-sandbox-process.ts';
import { instanceName, type ServiceInstances, startServices } from './start-services.ts';

/** How a system is started. */
export interface SystemOptions {
  /** Everything the system keeps. Made if missing. */
  readonly stateDir: string;
  readonly env: Environment;
  /** Told, in one line each, what is worth a person's attention: what was started, what crashed. */
  readonly onNotice: (line: string) => void;
  /** How many processes of each service share the work. Default 1. */
  readonly instances?: number;
  /** When crashed services are started again; by default ever later while they go on crashing. */
  readonly restart?: RestartPolicy;
}

/** A whole system that runs on this machine. */
export interface RunningSystem {
  readonly mode: Mode;
  readonly stateDir: string;
  readonly secrets: Secrets;
  readonly servers: Servers;
  readonly services: ServiceInstances;
  readonly serviceUrls: Readonly<Record<ServiceName, string>>;
  readonly portalUrl: string;
  /** Only in sandbox mode. */
  readonly sandbox: SandboxHandle | undefined;
  /** The operator's connection to the broker. */
  readonly operator: Operator;
  /** What the streams have told so far. */
  readonly watch: LoopWatch;
  /** Stops everything in order and gives the state directory free. Harmless when repeated. */
  stop(): Promise<void>;
}

/**
 * Starts everything and resolves when every service is ready. Whatever a killed predecessor left in the state directory is
 * adopted or swept away first. Rejects, with everything stopped again, when the environment does not do, when another
 * process has the state directory (naming its pid), or when a part does not start.
 */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const settings = readLauncherSettings(options.env);
  const stateDir = resolve(options.stateDir);
  // Others may pass through, as the database's account must; what is secret in it has its own mode.
  mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  const lock = await lockStateDir(stateDir);
  if (lock.outcome === 'held') throw new Error(lock.message);
  const stack = new AsyncDisposableStack();
  stack.defer(() => lock.release());
  try {
    return await startParts({ ...options, stateDir }, settings, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function startParts(
  { stateDir, env, onNotice, instances = 1, restart }: SystemOptions,
  settings: LauncherSettings,
  stack: AsyncDisposableStack,
): Promise<RunningSystem> {
  const swept = await sweepOrphans(stateDir);
  if (swept.length > 0) onNotice(`stopped ${swept.length} processes that a killed launcher had left`);
  const dataDir = dataDirOf(stateDir, settings.mode);
  const secrets = ensureSecrets(join(dataDir, 'secrets.json'), {
    remedy: 'restore it, or delete it to have all secrets made anew',
  });
  const further = instanceNumbers(instances).flatMap((number) => SERVICES.map((name) => instanceName(name, number)));
  const ports = await choosePorts(dataDir, [...SERVICES, 'provider-sandbox', ...further]);
  const source = { env, secrets, servicePorts: ports, sandboxPort: ports['provider-sandbox'] };
  const ofSystem = localSettings(source);
  checkSystemEnvironment(SERVICE_CONFIGS, LAUNCHER_NAMES, ofSystem);
  const inSandbox = settings.mode === 'sandbox';
  const sandboxStart = { stateDir, port: ports['provider-sandbox'], webhookPort: ports['inbound-channels'] };
  const [servers, sandbox] = await bothOrNeither(
    startServers(dataDir, settings, secrets, stack),
    inSandbox ? startSandboxProcess({ ...sandboxStart, secrets, env, onNotice }, stack) : Promise.resolve(undefined),
  );
  onNotice(`Postgres: ${servers.rungs.postgres}; NATS: ${servers.rungs.nats}`);

  const operator = await provision(servers, secrets, stack);
  const watch = new LoopWatch(operator);
  await watch.start();
  stack.defer(async () => watch.stop());

  const toStart = SERVICE_CONFIGS.flatMap((config) =>
    [1, ...instanceNumbers(instances)].map((number) => {
      const name = instanceName(config.service, number);
      const port = ports[name] ?? 0;
      const own = ownSettings(config.service, port, secrets, servers);
      return { service: config.service, name, port, env: environmentFor(config, { ...ofSystem, ...own }) };
    }),
  );
  const services = await startServices({ stateDir, instances: toStart, restart, onNotice }, stack);
  const serviceUrls = Object.fromEntries(SERVICES.map((name) => [name, localUrl(ports[name])])) as Record<
    ServiceName,
    string
  >;
  const portalUrl = ofSystem['LOOP_PORTAL_URL'] ?? serviceUrls['client-portal'];
  const forget = writeConnectionFile(stateDir, {
    mode: settings.mode,
    natsUrl: servers.natsUrl,
    databaseUrl: servers.databaseUrl,
    databasePasswords: secrets.databasePasswords,
    portalUrl,
    mailboxUrl: sandbox?.mailboxUrl ?? null,
    serviceUrls,
  });
  stack.defer(async () => forget());
  return {
    mode: settings.mode,
    stateDir,
    secrets,
    servers,
    services,
    serviceUrls,
    portalUrl,
    sandbox,
    operator,
    watch,
    stop: () => stack.disposeAsync(),
  };
}

/**
 * Where a mode keeps its secrets, database and streams. Each has its own: what waits in the sandbox's database must never
 * be sent to real people by a start in another mode.
 */
function dataDirOf(stateDir: string, mode: Mode): string {
  if (mode === 'sandbox') return stateDir;
  const dataDir = join(stateDir, mode);
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  return dataDir;
}

/** Numbers of the instances beside the first. */
function instanceNumbers(instances: number): readonly number[] {
  return Array.from({ length: instances - 1 }, (_, index) => index + 2);
}

/** Waits for both even when one fails, so that what the other one has started by then is stopped as well. */
async function bothOrNeither<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

/** Makes schemas, roles, streams and consumers; resolves to the connection that stays open for the operator. */
async function provision(servers: Servers, secrets: Secrets, stack: AsyncDisposableStack): Promise<Operator> {
  const services = SERVICES.map((name) => ({
    name,
    migrations: migrationsOf(name),
    passwords: secrets.databasePasswords[name],
  }));
  const connect = async (): Promise<Operator> => {
    const operator = await connectOperator(servers.natsUrl).catch((error: unknown) => {
      const remedy = 'a broker of your own must include nats-users.conf of the state directory in its configuration';
      throw new Error(`The broker does not take the user loop; ${remedy}`, { cause: error });
    });
    stack.defer(() => operator.close());
    await operator.provisionBroker();
    return operator;
  };
  const [operator] = await bothOrNeither(connect(), provisionDatabase(servers.databaseUrl, services));
  return operator;
}
