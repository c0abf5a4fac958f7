import { createLogger, createShutdown, listenForSignals } from '@loop/runtime';

/** A process that the shutdown tests end; its arguments say how it misbehaves. */
const misbehaves = process.argv[2];
const logger = createLogger('payments', 'info');
const shutdown = createShutdown(logger, misbehaves === 'hangs' ? 100 : 10_000);
listenForSignals(shutdown, logger);

shutdown.add('pool', async () => logger.info('pool closed'));
shutdown.add('http', async () => {
  if (misbehaves === 'hangs' || misbehaves === 'dawdles') await new Promise(() => undefined);
  if (misbehaves === 'fails') throw new Error('cannot close');
  logger.info('http closed');
});
const alive = setInterval(() => undefined, 60_000);
shutdown.add('timer', async () => clearInterval(alive));

if (misbehaves === 'throws') setImmediate(() => Promise.reject(new Error('nobody listens')));
else logger.info('running');
