export { freePort } from './free-port.ts';
export type { ChildExit } from './guarded-child.ts';
export type { KeptEvent, KeptProcess, RestartPolicy } from './keep-running.ts';
export type { NatsRung } from './nats/find-nats-server.ts';
export { type NatsOptions, type RunningNats, startNats } from './nats/start-nats.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres/start-postgres.ts';
export { lockStateDir, type StateLock } from './state-lock.ts';
export { sweepOrphans } from './stop-process.ts';
export { type SuperviseOptions, superviseProcess } from './supervise-process.ts';
