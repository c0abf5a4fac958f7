// Jest takes the hook from the module's default export.
export { stopSharedBrokers as default } from './running-brokers.ts';
