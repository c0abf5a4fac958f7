import type { Session } from '../db/session.ts';
import type { Incoming } from './incoming.ts';

/** An event that came too early, and what it waits for. */
export interface HeldRow {
  readonly item: Incoming;
  readonly reason: string;
  readonly waitsFor: string;
  /** Real time at which it is tried again even if nothing it waits for has come. */
  readonly dueAt: Date;
}

/** First wait of a held event; each further try doubles it, up to {@link HELD_AT_MOST_MS}. */
export const HELD_FOR_MS = 2_000;

/** Longest wait between two tries. */
export const HELD_AT_MOST_MS = 300_000;

/**
 * Writes what a batch holds back, takes off the list what it handled or found handled, and makes those that waited for one of the
 * handled keys due at once. Holding an event a second time counts a try and doubles its wait.
 */
export function writeHeld(
  session: Session,
  held: readonly HeldRow[],
  handled: readonly Incoming[],
  duplicates: readonly Incoming[],
): void {
  if (held.length > 0) insertHeld(session, held);
  const done = [...handled, ...duplicates].map((item) => item.delivery.id);
  if (done.length === 0) return;
  void session.sql(
    `WITH done AS (DELETE FROM held WHERE event_id = ANY($1::uuid[]))
     UPDATE held SET due_at = now()
      FROM unnest($2::uuid[], $3::text[]) AS moved(tenant_id, key)
      WHERE held.tenant_id = moved.tenant_id AND held.waits_for = moved.key AND held.event_id <> ALL($1::uuid[])`,
    [done, handled.map((item) => item.delivery.tenantId), handled.map((item) => item.delivery.key)],
  );
}

function insertHeld(session: Session, held: readonly HeldRow[]): void {
  void session.sql('DELETE FROM inbox WHERE event_id = ANY($1::uuid[])', [held.map((row) => row.item.delivery.id)]);
  void session.sql(
    `INSERT INTO held (event_id, tenant_id, waits_for, reason, delivery, body, due_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::timestamptz[])
     ON CONFLICT (event_id) DO UPDATE SET tries = held.tries + 1, reason = EXCLUDED.reason, waits_for = EXCLUDED.waits_for,
       due_at = now() + least(interval '1 ms' * ${HELD_FOR_MS} * power(2, least(held.tries, 20)), interval '1 ms' * ${HELD_AT_MOST_MS})`,
    [
      held.map((row) => row.item.delivery.id),
      held.map((row) => row.item.delivery.tenantId),
      held.map((row) => row.waitsFor),
      held.map((row) => row.reason),
      held.map((row) => JSON.stringify(row.item.delivery)),
      held.map((row) => row.item.body),
      held.map((row) => row.dueAt.toISOString()),
    ],
  );
}
