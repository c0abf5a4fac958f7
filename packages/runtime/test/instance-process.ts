import { type BaseConfig, createLogger, createShutdown, runService } from '@loop/runtime';
import { toyService } from './toy.ts';

/** One instance of a service in a process of its own, to be killed; its argument holds its settings. */
const config = JSON.parse(process.argv[2] ?? '') as BaseConfig;
const logger = createLogger('discovery', 'silent');

await runService(toyService('discovery'), config, logger, createShutdown(logger));
process.stdout.write('ready\n');
