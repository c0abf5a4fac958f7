import { readFileSync } from 'node:fs';

/** Names, for every worker of a test run, the file that says where the shared servers are. */
export const BROKERS_FILE_VARIABLE = 'TESTKIT_BROKERS_FILE';

/** The servers one test run shares. */
export type SharedBrokers = {
  /** Superuser's connection string to the database `postgres`. */
  readonly postgresUrl: string;
  /** A NATS server without users. Stream names are global on it: most tests want their own, see `startTestNats`. */
  readonly natsUrl: string;
};

/** Where this test run's servers are. Throws in a test of the `unit` project, which has none. */
export function sharedBrokers(): SharedBrokers {
  const file = process.env[BROKERS_FILE_VARIABLE];
  if (!file) throw new Error("No test servers run here: a test that needs them belongs in its package's test/ folder");
  return JSON.parse(readFileSync(file, 'utf8')) as SharedBrokers;
}
