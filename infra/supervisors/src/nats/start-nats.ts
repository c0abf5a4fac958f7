import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { choosePort } from '../free-port.ts';
import { type GuardedChild, spawnGuarded } from '../guarded-child.ts';
import { type KeptEvent, keepRunning, type RestartPolicy } from '../keep-running.ts';
import { runCommand } from '../run-command.ts';
import { lockStateDir } from '../state-lock.ts';
import { sweepOrphans } from '../stop-process.ts';
import { findNatsServer, type NatsRung, type NatsServerProgram } from './find-nats-server.ts';
import { natsInfoAt } from './nats-info.ts';

export type NatsOptions = {
  /** Configuration, log and the JetStream file store. Made if missing. */
  readonly stateDir: string;
  /**
   * The server's configuration: accounts, users, permissions, limits. Written where only we can read it. Address, port,
   * server name and store directory are given on the command line and win over what it says.
   */
  readonly configText: string;
  /** Must be free. Without it the port of the last start is taken again where possible. */
  readonly port?: number;
  /** With it a crashed server is brought back on the same port. */
  readonly restart?: RestartPolicy;
  readonly onEvent?: (event: KeptEvent) => void;
};

export type RunningNats = {
  /** `nats://127.0.0.1:<port>`, without credentials. */
  readonly url: string;
  readonly port: number;
  /** Where the program came from, for the launcher to print. */
  readonly rung: NatsRung;
  readonly version: string;
  /** Pid of the server now running. */
  readonly pid: number;
  /** Kills the server as a crash would; a restart policy brings it back. */
  kill9(): void;
  /** Orderly shutdown; the store keeps everything. */
  stop(): Promise<void>;
};

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts a NATS server with JetStream on 127.0.0.1, its store under `stateDir`. What a killed predecessor left running
 * there is stopped first. Resolves once the server that answers on the port is ours by name. Rejects when a living
 * process already uses `stateDir`, naming its pid; when no program can be found; when the configuration is refused.
 */
export async function startNats(options: NatsOptions): Promise<RunningNats> {
  const stateDir = resolve(options.stateDir);
  const lock = await lockStateDir(stateDir);
  if (lock.outcome === 'held') throw new Error(lock.message);
  try {
    const program = await findNatsServer();
    const name = `customer-loop-${createHash('sha256').update(stateDir).digest('hex').slice(0, 12)}`;
    await sweepOrphans(stateDir);
    writeConfig(stateDir, options.configText);
    const port = await choosePort(stateDir, options.port);
    const kept = await keepRunning(
      () => startServer({ stateDir, program, name, port }),
      options.restart,
      options.onEvent,
    );
    return {
      url: `nats://127.0.0.1:${port}`,
      port,
      rung: program.rung,
      version: program.version,
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

function writeConfig(stateDir: string, configText: string): void {
  const file = join(stateDir, 'nats.conf');
  writeFileSync(file, configText, { mode: 0o600 });
  // The mode above counts only for a new file.
  chmodSync(file, 0o600);
  mkdirSync(join(stateDir, 'jetstream'), { recursive: true, mode: 0o700 });
}

type ServerStart = {
  readonly stateDir: string;
  readonly program: NatsServerProgram;
  readonly name: string;
  readonly port: number;
};

async function startServer(start: ServerStart): Promise<GuardedChild> {
  const { stateDir, program, name, port } = start;
  const logFile = join(stateDir, 'nats.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.previous`);
  const serverArgs = [
    ...['-c', join(stateDir, 'nats.conf'), '-a', '127.0.0.1', '-p', String(port), '-n', name],
    ...['-js', '-sd', join(stateDir, 'jetstream')],
  ];
  const inDocker = program.rung === 'docker';
  // The container outlives its client when that is killed.
  if (inDocker) await runCommand('docker', ['rm', '--force', name], { env: process.env, timeoutMs: 30_000 });
  const child = await spawnGuarded({
    stateDir,
    command: inDocker ? 'docker' : program.location,
    args: inDocker ? [...dockerArgs(start), ...serverArgs] : serverArgs,
    env: inDocker ? process.env : {},
    output: { logFile },
    stopTimeoutMs: STOP_TIMEOUT_MS,
  });
  let ready = false;
  try {
    ready = await becomesReady(child, name, port);
  } finally {
    if (!ready) await child.stop();
  }
  if (ready) return child;
  const log = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  throw new Error(`nats-server did not start; ${logFile} ends:\n${log}`);
}

function dockerArgs({ stateDir, program, name }: ServerStart): readonly string[] {
  const { uid, gid } = userInfo();
  return [
    ...['run', '--rm', '--init', '--name', name, '--network', 'host', '--user', `${uid}:${gid}`],
    ...['--volume', `${stateDir}:${stateDir}`, '--entrypoint', 'nats-server', program.location],
  ];
}

/** False when the server exits or time runs out; throws when another server answers on its port. */
async function becomesReady(child: GuardedChild, name: string, port: number): Promise<boolean> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let exited = false;
  const whenExited = child.exited.then(() => {
    exited = true;
  });
  while (!exited && performance.now() < deadline) {
    const info = await natsInfoAt(port);
    if (info?.serverName === name) return true;
    if (info) throw new Error(`Another NATS server, ${info.serverName}, answers on port ${port}`);
    await Promise.race([whenExited, delay(5)]);
  }
  return false;
}
