import { cpSync } from 'node:fs';
import {
  type PostgresOptions,
  type RunningNats,
  type RunningPostgres,
  startNats,
  startPostgres,
} from '@loop/supervisors';
import { makeTestDirectory, removeTestDirectory } from './test-directory.ts';

/** A server of one test file's own, to be stopped and killed at will. */
export type PrivateServer = {
  /** Stays the same through `down`, `up` and `kill9`. */
  readonly url: string;
  /** Crashes it; it is brought back at once, on the same port, with what it had acknowledged. */
  kill9(): void;
  /** Takes it away until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Copies what the server keeps, while it is down; `putBack` replaces its store by the copy, while it is down again. */
  copyStore(): { putBack(): void };
  /** Where it keeps its files. */
  readonly storeFolder: string;
  /** Stops it for good and removes all it kept. Harmless when repeated. */
  remove(): Promise<void>;
};

type Start = (
  options: Pick<PostgresOptions, 'stateDir' | 'port' | 'restart'>,
) => Promise<RunningNats | RunningPostgres>;

/** A NATS server with this configuration in a directory of its own; starts in some 30 ms. */
export async function startTestNats(configText = ''): Promise<PrivateServer> {
  return await startPrivateServer((options) => startNats({ ...options, configText }));
}

/** An empty Postgres cluster in a directory of its own, its URL the superuser's; starts in some 0.7 s. */
export async function startTestPostgres(): Promise<PrivateServer> {
  return await startPrivateServer(startPostgres);
}

async function startPrivateServer(start: Start): Promise<PrivateServer> {
  const stateDir = makeTestDirectory();
  const restart = { minDelayMs: 20, maxDelayMs: 500 };
  let server = await start({ stateDir, restart });
  const { url, port } = server;
  return {
    url,
    storeFolder: stateDir,
    kill9: () => server.kill9(),
    down: () => server.stop(),
    up: async () => {
      server = await start({ stateDir, port, restart });
    },
    copyStore: () => {
      const copy = makeTestDirectory();
      cpSync(stateDir, copy, { recursive: true, preserveTimestamps: true });
      return {
        putBack: () => {
          removeTestDirectory(stateDir);
          cpSync(copy, stateDir, { recursive: true, preserveTimestamps: true });
          removeTestDirectory(copy);
        },
      };
    },
    remove: async () => {
      await server.stop();
      removeTestDirectory(stateDir);
    },
  };
}
