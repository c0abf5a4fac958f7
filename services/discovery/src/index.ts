export { config } from './config.ts';
export { discovery } from './service.ts';
