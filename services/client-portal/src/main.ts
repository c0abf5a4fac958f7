import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { clientPortal } from './service.ts';

await runMain(config, clientPortal);
