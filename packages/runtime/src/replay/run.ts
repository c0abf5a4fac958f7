import type { NatsConnection } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { type BatchOptions, handleBatch } from '../inbox/handle-batch.ts';
import type { Incoming } from '../inbox/incoming.ts';
import type { Verdict } from '../inbox/verdict.ts';
import type { JobRow } from './replay-rows.ts';

/** One instance's turn at a job. */
export interface Run {
  readonly core: Core;
  readonly connection: NatsConnection;
  readonly handlers: ReadonlyMap<string, EventHandler>;
  readonly job: JobRow;
  /** Opens connections that find the generation being built before the live one. */
  readonly openRebuildPool: () => Pool;
  /** Whether the service is stopping: the turn ends after the batch in hand. */
  readonly isStopping: () => boolean;
}

/** Waits for what is left of the time that `events` may take at the job's rate. */
export async function keepRate(job: JobRow, events: number, startedAtMs: number): Promise<void> {
  const restMs = (events / job.rate_per_second) * 1_000 - (performance.now() - startedAtMs);
  if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
}

const CONTENTION_TRIES = 5;

/**
 * Handles a batch and halves it when it fails, until the event at fault stands alone: that one goes to `onFailure`. Outages
 * reject, and so does what stays locked by others. Events that another run of the job has handled are duplicates.
 */
export async function handleOrBisect(
  core: Core,
  batch: readonly Incoming[],
  options: BatchOptions,
  onFailure: (item: Incoming, error: string) => void,
): Promise<Map<Incoming, Verdict>> {
  if (batch.length === 0) return new Map();
  for (let attempt = 1; ; attempt++) {
    try {
      return await handleBatch(core, batch, options);
    } catch (error) {
      if (isInfrastructure(error)) throw error;
      if (isContention(error) && attempt < CONTENTION_TRIES) continue;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        onFailure(only, error instanceof Error ? error.message : 'failed');
        return new Map();
      }
      const middle = Math.ceil(batch.length / 2);
      const first = await handleOrBisect(core, batch.slice(0, middle), options, onFailure);
      const second = await handleOrBisect(core, batch.slice(middle), options, onFailure);
      return new Map([...first, ...second]);
    }
  }
}
