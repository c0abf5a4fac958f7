import { type BaseConfig, createLogger, createShutdown, runService } from '@loop/runtime';
import { postLetter } from './post-letter.ts';
import { toyService } from './toy.ts';

/** A service that posts letters, to be killed; its arguments hold its settings and the provider's address. */
const config = JSON.parse(process.argv[2] ?? '') as BaseConfig;
const logger = createLogger('discovery', 'silent');
const definition = toyService('discovery', [], { effects: [postLetter(process.argv[3] ?? '')] });
await runService(definition, config, logger, createShutdown(logger));
