export { config } from './config.ts';
export { payments } from './service.ts';
