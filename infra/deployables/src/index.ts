export { DEPLOYABLES, type Deployable, SERVICE_CONFIGS } from './deployables.ts';
