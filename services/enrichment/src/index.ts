export { config } from './config.ts';
export { enrichment } from './service.ts';
