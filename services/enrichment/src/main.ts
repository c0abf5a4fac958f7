import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { enrichment } from './service.ts';

await runMain(config, enrichment);
