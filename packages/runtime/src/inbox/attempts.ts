import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';

/** Failures after which an event becomes a dead letter. */
export const MAX_FAILURES = 5;

/** Beginnings without an end (the process died each time) after which an event becomes a dead letter. */
export const MAX_STARTS = 8;

/** Waits before the second, third … attempt. Short: a handler makes no network call, so what fails is data or a bug. */
const RETRY_DELAYS_MS = [100, 500, 1_500, 5_000] as const;

/** Wait in ms before an event that has failed `failures` times is tried again. */
export function retryDelayMs(failures: number): number {
  return RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1] ?? RETRY_DELAYS_MS[0];
}

/** Attempts at one event so far. */
export interface AttemptCount {
  readonly started: number;
  readonly failed: number;
}

/**
 * Records, before it is handled, that an event delivered before is begun again. First deliveries are not recorded: they
 * cost nothing, and a crash shows in the second.
 */
export function recordStart(pool: Pool, eventId: string): Promise<AttemptCount> {
  return transaction(pool, (session) =>
    session.sql<AttemptCount>(
      `INSERT INTO attempts (event_id, started) VALUES ($1, 1)
       ON CONFLICT (event_id) DO UPDATE SET started = attempts.started + 1, last_at = now() RETURNING started, failed`,
      [eventId],
    ),
  ).then((rows) => rows[0] ?? { started: 1, failed: 0 });
}

/** Records a failed attempt with its error and returns the count. Finished attempts do not count as crashes. */
export function recordFailure(pool: Pool, eventId: string, error: string): Promise<AttemptCount> {
  const entry = JSON.stringify([{ at: new Date().toISOString(), error: error.slice(0, 500) }]);
  return transaction(pool, (session) =>
    session.sql<AttemptCount>(
      `INSERT INTO attempts (event_id, failed, history) VALUES ($1, 1, $2::jsonb)
       ON CONFLICT (event_id) DO UPDATE SET failed = attempts.failed + 1, started = greatest(attempts.started - 1, 0),
         history = attempts.history || $2::jsonb, last_at = now() RETURNING started, failed`,
      [eventId, entry],
    ),
  ).then((rows) => rows[0] ?? { started: 0, failed: 1 });
}

/** Forgets the attempts at events that have been handled. */
export async function clearAttempts(pool: Pool, eventIds: readonly string[]): Promise<void> {
  await transaction(pool, (session) =>
    session.sql('DELETE FROM attempts WHERE event_id = ANY($1::uuid[])', [eventIds]),
  );
}
