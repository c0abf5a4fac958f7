// Jest takes the hook from the module's default export.
export { startSharedBrokers as default } from './running-brokers.ts';
