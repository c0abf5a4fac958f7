import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNats, startPostgres } from '@loop/supervisors';
import { BROKERS_FILE_VARIABLE, type SharedBrokers } from './shared-brokers.ts';
import { makeTestDirectory, removeTestDirectory } from './test-directory.ts';

let stopRunning: (() => Promise<void>) | undefined;

/** Starts the servers a test run shares and tells its workers, which inherit our environment, where they are. */
export async function startSharedBrokers(): Promise<void> {
  const dir = makeTestDirectory();
  const [postgres, nats] = await Promise.all([
    startPostgres({ stateDir: join(dir, 'postgres') }),
    startNats({ stateDir: join(dir, 'nats'), configText: '' }),
  ]);
  const brokers: SharedBrokers = { postgresUrl: postgres.url, natsUrl: nats.url };
  const file = join(dir, 'brokers.json');
  writeFileSync(file, JSON.stringify(brokers), { mode: 0o600 });
  process.env[BROKERS_FILE_VARIABLE] = file;
  stopRunning = async () => {
    await Promise.all([postgres.stop(), nats.stop()]);
    removeTestDirectory(dir);
  };
}

/** Stops the shared servers and removes all they kept. */
export async function stopSharedBrokers(): Promise<void> {
  await stopRunning?.();
  stopRunning = undefined;
}
