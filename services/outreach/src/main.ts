import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { outreach } from './service.ts';

await runMain(config, outreach);
