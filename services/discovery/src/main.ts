import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { discovery } from './service.ts';

await runMain(config, discovery);
