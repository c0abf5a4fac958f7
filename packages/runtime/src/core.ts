import type { ServiceName } from '@loop/contracts';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { KnownTenants } from './schedules/known-tenants.ts';

/** What every part of a running service shares. */
export interface Core {
  readonly service: ServiceName;
  /** Connections of the `app` role: decisions and reads, under row-level security. */
  readonly appPool: Pool;
  /** Connections of the `runtime` role: moving outbox, inbox, effects, held events and dead letters. */
  readonly runtimePool: Pool;
  readonly logger: Logger;
  /** Whom this service has decided for: its schedules run for them. */
  readonly tenants: KnownTenants;
  /** Domain time. */
  now(): Date;
  /** Tells the parts of this process that a transaction has committed something for them. Polling is the truth; this is speed. */
  readonly pokes: Pokes;
}

/** In-process hints after a commit, by what was written. */
export interface Pokes {
  outbox(): void;
  effects(): void;
  held(): void;
}
