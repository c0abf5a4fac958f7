import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { payments } from './service.ts';

await runMain(config, payments);
