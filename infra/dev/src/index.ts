export { envExample } from './env-example.ts';
export { type RunningSystem, SystemAlreadyRuns, type SystemOptions, startSystem } from './system/start-system.ts';
export { recorded } from './tally/loop-record.ts';
