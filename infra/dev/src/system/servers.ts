import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsServerConfig } from '@loop/contracts';
import { type Secrets, signedIn } from '@loop/installation';
import { type RunningNats, type RunningPostgres, startNats, startPostgres } from '@loop/supervisors';
import type { LauncherSettings } from '../settings/launcher-settings.ts';

/** Database and broker of a system: ours, or the operator's. */
export interface Servers {
  /** Postgres as the role that provisions; holds a password. */
  readonly databaseUrl: string;
  /** NATS as the user `loop`; holds a password. */
  readonly natsUrl: string;
  /** Where each came from, for people. */
  readonly rungs: { readonly postgres: string; readonly nats: string };
  /** The ones that are ours. */
  readonly processes: Partial<Record<'postgres' | 'nats', OwnServer>>;
}

/** A server of ours, to be killed and taken away. */
export interface OwnServer {
  readonly pid: number;
  /** SIGKILL, as a crash would be; it is brought back. */
  kill9(): void;
  /** Takes it away, in order, until {@link OwnServer.up}. */
  down(): Promise<void>;
  /** Brings it back on the same port, with what it had kept. */
  up(): Promise<void>;
}

/** All streams reserve less than this; a disk that is nearly full at the start must not keep the broker from its streams. */
const STREAM_ROOM_BYTES = 2 * 1024 ** 3;

const RESTART = { minDelayMs: 100, maxDelayMs: 5_000 } as const;

/**
 * Starts Postgres and NATS side by side, or takes the operator's. What is started is handed to `stack`, also when the
 * other one fails.
 */
export async function startServers(
  dataDir: string,
  settings: LauncherSettings,
  secrets: Secrets,
  stack: AsyncDisposableStack,
): Promise<Servers> {
  const { natsUrl } = settings;
  const configText = natsServerConfig({
    maxFileStoreBytes: STREAM_ROOM_BYTES,
    passwords: { ...secrets.brokerPasswords, ...(natsUrl === undefined ? {} : { loop: passwordIn(natsUrl) }) },
  });
  // The operator's server needs the generated users: this is the file to include there.
  if (natsUrl !== undefined) writeFileSync(join(dataDir, 'nats-users.conf'), configText, { mode: 0o600 });
  const [postgres, nats] = await Promise.allSettled([
    settings.databaseUrl === undefined ? ourPostgres(dataDir, stack) : undefined,
    natsUrl === undefined ? ourNats(dataDir, configText, stack) : undefined,
  ]);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (nats.status === 'rejected') throw nats.reason;
  return {
    databaseUrl: settings.databaseUrl ?? postgres.value?.url ?? '',
    natsUrl: natsUrl ?? signedIn(nats.value?.url ?? '', 'loop', secrets.brokerPasswords.loop),
    rungs: {
      postgres: postgres.value === undefined ? 'given (LOOP_DATABASE_URL)' : 'embedded',
      nats: nats.value === undefined ? 'given (LOOP_NATS_URL)' : `${nats.value.rung} (${nats.value.version})`,
    },
    processes: {
      ...(postgres.value === undefined ? {} : { postgres: postgres.value }),
      ...(nats.value === undefined ? {} : { nats: nats.value }),
    },
  };
}

function ourPostgres(dataDir: string, stack: AsyncDisposableStack): Promise<OwnServer & RunningPostgres> {
  const start = (port?: number) =>
    startPostgres({ stateDir: join(dataDir, 'postgres'), restart: RESTART, ...(port === undefined ? {} : { port }) });
  return ownServer(start, stack);
}

function ourNats(dataDir: string, configText: string, stack: AsyncDisposableStack): Promise<OwnServer & RunningNats> {
  const start = (port?: number) =>
    startNats({
      stateDir: join(dataDir, 'nats'),
      configText,
      restart: RESTART,
      ...(port === undefined ? {} : { port }),
    });
  return ownServer(start, stack);
}

async function ownServer<S extends RunningPostgres | RunningNats>(
  start: (port?: number) => Promise<S>,
  stack: AsyncDisposableStack,
): Promise<OwnServer & S> {
  const first = await start();
  let present: S | undefined = first;
  const down = async (): Promise<void> => {
    const server = present;
    present = undefined;
    await server?.stop();
  };
  stack.defer(down);
  return {
    ...first,
    get pid() {
      return present?.pid ?? first.pid;
    },
    kill9: () => present?.kill9(),
    down,
    up: async () => {
      present ??= await start(first.port);
    },
  };
}

function passwordIn(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
