import { runMain } from '@loop/runtime';
import { config } from './config.ts';
import { inboundChannels } from './service.ts';

await runMain(config, inboundChannels);
