import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { choosePort } from '../free-port.ts';
import { type GuardedChild, spawnGuarded } from '../guarded-child.ts';
import { type KeptEvent, keepRunning, type RestartPolicy } from '../keep-running.ts';
import { lockStateDir } from '../state-lock.ts';
import { clusterHome } from './cluster-home.ts';
import { type Cluster, ensureCluster, SUPERUSER } from './init-cluster.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { clearOrphanPostmaster, readPostmasterFile } from './postmaster-file.ts';
import { type ServerAccount, serverAccount } from './server-account.ts';

export type PostgresOptions = {
  /** Everything the server keeps, unless its account cannot reach it (see `clusterHome`). Made if missing. */
  readonly stateDir: string;
  /** Must be free. Without it the port of the last start is taken again where possible. */
  readonly port?: number;
  /** With it a crashed server is brought back on the same port. */
  readonly restart?: RestartPolicy;
  readonly onEvent?: (event: KeptEvent) => void;
  /** Settings that win over ours, each `name=value`. */
  readonly settings?: readonly string[];
};

export type RunningPostgres = {
  /** Connection string of the superuser to the database `postgres`. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  /** Pid of the postmaster now running. */
  readonly pid: number;
  /** Kills the postmaster as a crash would; a restart policy brings it back. */
  kill9(): void;
  /** Fast shutdown: open transactions are rolled back, nothing committed is lost. */
  stop(): Promise<void>;
};

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=128MB',
  'max_connections=500',
  'max_wal_size=1GB',
  'fsync=on',
  'timezone=UTC',
  'log_timezone=UTC',
];

const READY_TIMEOUT_MS = 60_000;

/**
 * Starts the embedded Postgres on 127.0.0.1 with its data under `stateDir`, making the cluster on first use. Whatever a
 * killed predecessor left is dealt with: a running server is stopped (its connections were its owner's), a stale
 * `postmaster.pid` is replaced, a crash is recovered from. Resolves once a real connection confirmed that the server
 * answering is the one of this data directory. Rejects when a living process already uses `stateDir`, naming its pid.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const stateDir = resolve(options.stateDir);
  const lock = await lockStateDir(stateDir);
  if (lock.outcome === 'held') throw new Error(lock.message);
  try {
    const binaries = await postgresBinaries();
    const account = serverAccount();
    const cluster = await ensureCluster(stateDir, clusterHome(stateDir, account), binaries, account);
    await clearOrphanPostmaster(cluster.dataDir);
    const port = await choosePort(stateDir, options.port);
    const url = `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`;
    const command = join(binaries.binDir, 'postgres');
    const settings = [...SETTINGS, ...(options.settings ?? [])];
    const kept = await keepRunning(
      () => startServer({ stateDir, command, cluster, account, port, url, settings }),
      options.restart,
      options.onEvent,
    );
    return {
      url,
      port,
      get pid() {
        return kept.pid;
      },
      kill9: kept.kill9,
      stop: async () => {
        await kept.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

type ServerStart = {
  readonly stateDir: string;
  readonly command: string;
  readonly cluster: Cluster;
  readonly account: ServerAccount | undefined;
  readonly port: number;
  readonly url: string;
  readonly settings: readonly string[];
};

/**
 * One server, started and confirmed. A postmaster killed a moment ago may linger as a zombie that nobody has reaped yet
 * (about 2 s under a lazy PID 1), and its backends may still be leaving; Postgres then refuses with "lock file exists"
 * or "shared memory block is still in use", and rightly so: that passes, so it is tried again.
 */
async function startServer(start: ServerStart): Promise<GuardedChild> {
  const logFile = join(start.stateDir, 'postgres.log');
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    if (existsSync(logFile)) renameSync(logFile, `${logFile}.previous`);
    const child = await spawnGuarded({
      stateDir: start.stateDir,
      command: start.command,
      args: [
        '-D',
        start.cluster.dataDir,
        '-p',
        String(start.port),
        ...start.settings.flatMap((setting) => ['-c', setting]),
      ],
      env: {},
      runAs: start.account,
      output: { logFile },
      stopSignal: 'SIGINT',
      stopTimeoutMs: 20_000,
    });
    let ready = false;
    try {
      ready = await becomesReady(child, start, deadline);
    } finally {
      if (!ready) await child.stop();
    }
    if (ready) return child;
    const log = readFileSync(logFile, 'utf8');
    const passes = /lock file "postmaster\.pid" already exists|shared memory block .* is still in use/.test(log);
    if (!passes || performance.now() > deadline) {
      throw new Error(`Postgres did not start; ${logFile} ends:\n${log.trim().split('\n').slice(-8).join('\n')}`);
    }
    await delay(250);
  }
}

/** False when the server exits or time runs out; throws when another cluster answers on its port. */
async function becomesReady(child: GuardedChild, start: ServerStart, deadline: number): Promise<boolean> {
  let exited = false;
  const whenExited = child.exited.then(() => {
    exited = true;
  });
  while (!exited && performance.now() < deadline) {
    const file = readPostmasterFile(start.cluster.dataDir);
    if (file?.pid === child.pid && file.ready) {
      const answering = await dataDirectoryAt(start.url);
      if (answering === start.cluster.dataDir) return true;
      throw new Error(`Another Postgres, of ${answering}, answers on port ${start.port}`);
    }
    await Promise.race([whenExited, delay(10)]);
  }
  return false;
}

async function dataDirectoryAt(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory ?? '';
  } finally {
    await client.end();
  }
}
