export { config } from './config.ts';
export { clientPortal } from './service.ts';
