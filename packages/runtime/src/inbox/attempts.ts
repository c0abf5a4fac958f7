import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';
import { storableText } from '../db/storable-text.ts';

/** Failures after which an event becomes a dead letter. */
export const MAX_FAILURES = 5;

/** Beginnings without an end (the process died each time) after which an event becomes a dead letter. */
export const MAX_STARTS = 8;

/** Characters of each error that the history keeps. */
const MAX_ERROR = 500;

/** Waits before the second, third … attempt. Short: a handler makes no network call, so what fails is data or a bug. */
const RETRY_DELAYS_MS = [100, 500, 1_500, 5_000] as const;

/** Wait in ms before an event that has failed `failures` times is tried again. */
export function retryDelayMs(failures: number): number {
  return RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1] ?? RETRY_DELAYS_MS[0];
}

/**
 * Records, before they are handled, that events delivered before are begun again; resolves to the highest count of
 * beginnings among them. First deliveries are not recorded: they cost nothing, and a crash shows in the second.
 */
export async function recordStarts(pool: Pool, eventIds: readonly string[]): Promise<number> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ started: number }>(
      `INSERT INTO attempts (event_id, started) SELECT DISTINCT id, 1 FROM unnest($1::uuid[]) AS u(id)
       ON CONFLICT (event_id) DO UPDATE SET started = attempts.started + 1, last_at = now() RETURNING started`,
      [eventIds],
    ),
  );
  return Math.max(0, ...rows.map((row) => row.started));
}

/** Takes back a recorded beginning that came to nothing through no fault of the event's. */
export async function takeBackStart(pool: Pool, eventId: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql('UPDATE attempts SET started = greatest(started - 1, 0) WHERE event_id = $1', [eventId]),
  );
}

/** Those of the events that were begun or failed before and are not done with: suspects. */
export async function attemptedBefore(pool: Pool, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ event_id: string }>(
      'SELECT event_id FROM attempts WHERE event_id = ANY($1::uuid[]) AND started + failed > 0',
      [eventIds],
    ),
  );
  return new Set(rows.map((row) => row.event_id));
}

/** Records a failed attempt with its error; resolves to the count of failures. Finished attempts do not count as crashes. */
export async function recordFailure(pool: Pool, eventId: string, error: string): Promise<number> {
  const entry = JSON.stringify([{ at: new Date().toISOString(), error: storableText(error, MAX_ERROR) }]);
  const [row] = await transaction(pool, (session) =>
    session.sql<{ failed: number }>(
      `INSERT INTO attempts (event_id, failed, history) VALUES ($1, 1, $2::jsonb)
       ON CONFLICT (event_id) DO UPDATE SET failed = attempts.failed + 1, started = greatest(attempts.started - 1, 0),
         history = attempts.history || $2::jsonb, last_at = now() RETURNING failed`,
      [eventId, entry],
    ),
  );
  return row?.failed ?? 1;
}

/** Forgets the attempts at events that have been handled. */
export async function clearAttempts(pool: Pool, eventIds: readonly string[]): Promise<void> {
  await transaction(pool, (session) =>
    session.sql('DELETE FROM attempts WHERE event_id = ANY($1::uuid[])', [eventIds]),
  );
}
