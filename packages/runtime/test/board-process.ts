import { type BaseConfig, createLogger, createShutdown, runService } from '@loop/runtime';
import { boardService } from './board.ts';

/** A service with a projection, to be killed; its arguments hold its settings and the version of its code. */
const config = JSON.parse(process.argv[2] ?? '') as BaseConfig;
const logger = createLogger('client-portal', 'silent');
await runService(
  boardService(() => process.argv[3] ?? ''),
  config,
  logger,
  createShutdown(logger),
);
