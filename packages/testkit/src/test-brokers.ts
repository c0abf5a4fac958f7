import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNats, startPostgres } from '@loop/supervisors';
import { makeTestDirectory, removeTestDirectory } from './test-directory.ts';

/** Names, for every worker of a test run, the file that says where the run's servers are. */
const BROKERS_FILE_VARIABLE = 'TESTKIT_BROKERS_FILE';

/** The servers one test run shares. */
export type TestBrokers = {
  /** Superuser's connection string to the database `postgres`. */
  readonly postgresUrl: string;
  /** A NATS server without users. Stream names are global on it: most tests want their own, see `startTestNats`. */
  readonly natsUrl: string;
};

/** Where this test run's servers are. Throws in a test of the `unit` project, which has none. */
export function testBrokers(): TestBrokers {
  const file = process.env[BROKERS_FILE_VARIABLE];
  if (!file) throw new Error("No test servers run here: a test that needs them belongs in its package's test/ folder");
  return JSON.parse(readFileSync(file, 'utf8')) as TestBrokers;
}

let stopRunning: (() => Promise<void>) | undefined;

/** Starts the servers a test run shares and tells its workers, which inherit our environment, where they are. */
export async function startTestBrokers(): Promise<void> {
  const dir = makeTestDirectory();
  const [postgres, nats] = await Promise.all([
    startPostgres({ stateDir: join(dir, 'postgres') }),
    startNats({ stateDir: join(dir, 'nats'), configText: '' }),
  ]);
  const brokers: TestBrokers = { postgresUrl: postgres.url, natsUrl: nats.url };
  const file = join(dir, 'brokers.json');
  writeFileSync(file, JSON.stringify(brokers), { mode: 0o600 });
  process.env[BROKERS_FILE_VARIABLE] = file;
  stopRunning = async () => {
    await Promise.all([postgres.stop(), nats.stop()]);
    removeTestDirectory(dir);
  };
}

/** Stops the run's servers and removes all they kept. */
export async function stopTestBrokers(): Promise<void> {
  await stopRunning?.();
  stopRunning = undefined;
}
