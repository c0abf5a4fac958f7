import { join } from 'node:path';
import { startNats, startPostgres, superviseProcess } from '@loop/supervisors';

/** A supervisor to be killed by a test: starts one of each below the directory given and prints their pids. */
const root = process.argv[2] ?? '';
const postgres = await startPostgres({ stateDir: join(root, 'postgres') });
const nats = await startNats({ stateDir: join(root, 'nats'), configText: '' });
const service = await superviseProcess({
  name: 'service',
  stateDir: join(root, 'service'),
  command: process.execPath,
  args: ['-e', 'setInterval(() => {}, 1000)'],
  env: () => ({}),
  stopTimeoutMs: 2_000,
  onLine: () => undefined,
});
process.stdout.write(`${JSON.stringify({ postgres: postgres.pid, nats: nats.pid, service: service.pid })}\n`);
