export { config } from './config.ts';
export { inboundChannels } from './service.ts';
