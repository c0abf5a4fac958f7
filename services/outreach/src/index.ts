export { config } from './config.ts';
export { outreach } from './service.ts';
