import type { Session } from '../db/session.ts';
import type { Incoming } from './incoming.ts';

/** An event that came too early, and what it waits for. */
export interface HeldRow {
  readonly item: Incoming;
  readonly reason: string;
  readonly waitsFor: string;
}

/**
 * First wait of a held event; each further try doubles it, up to {@link HELD_AT_MOST_MS}, and a wake begins anew. Short: what it
 * waits for may be committing on another instance right now, unseen by both.
 */
const HELD_FOR_MS = 100;

/** Longest wait between two tries. */
const HELD_AT_MOST_MS = 30_000;

/**
 * Writes what a batch holds back, takes off the list what it handled or found handled, and makes due at once what
 * waited for one of the handled keys or goes with one of the handled events: an aggregate's events have several keys (contract,
 * milestone) and one correlation. Holding an event a second time counts a try and doubles its wait.
 */
export function writeHeld(
  session: Session,
  held: readonly HeldRow[],
  handled: readonly Incoming[],
  duplicates: readonly Incoming[],
): void {
  if (held.length > 0) insertHeld(session, held);
  // A second copy within the batch is a duplicate of the held one: that must stay.
  const heldIds = new Set(held.map((row) => row.item.delivery.id));
  const done = [...handled, ...duplicates].map((item) => item.delivery.id).filter((id) => !heldIds.has(id));
  if (done.length === 0) return;
  void session.sql(
    `WITH done AS (DELETE FROM held WHERE event_id = ANY($1::uuid[]))
     UPDATE held SET due_at = now(), tries = 0
      FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS moved(tenant_id, key, correlation_id)
      WHERE held.tenant_id = moved.tenant_id AND held.event_id <> ALL($1::uuid[])
        AND (held.waits_for = moved.key OR held.correlation_id = moved.correlation_id)`,
    [
      done,
      handled.map((item) => item.delivery.tenantId),
      handled.map((item) => item.delivery.key),
      handled.map((item) => item.delivery.correlationId),
    ],
  );
}

function insertHeld(session: Session, held: readonly HeldRow[]): void {
  void session.sql('DELETE FROM inbox WHERE event_id = ANY($1::uuid[])', [held.map((row) => row.item.delivery.id)]);
  void session.sql(
    `INSERT INTO held (event_id, tenant_id, waits_for, reason, delivery, body, due_at, correlation_id)
     SELECT u.event_id, u.tenant_id, u.waits_for, u.reason, u.delivery, u.body, now() + interval '1 ms' * ${HELD_FOR_MS}, u.correlation_id
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::uuid[])
         AS u(event_id, tenant_id, waits_for, reason, delivery, body, correlation_id)
     ON CONFLICT (event_id) DO UPDATE SET tries = held.tries + 1, reason = EXCLUDED.reason, waits_for = EXCLUDED.waits_for,
       due_at = now() + least(interval '1 ms' * ${HELD_FOR_MS} * power(2, least(held.tries, 20)), interval '1 ms' * ${HELD_AT_MOST_MS})`,
    [
      held.map((row) => row.item.delivery.id),
      held.map((row) => row.item.delivery.tenantId),
      held.map((row) => row.waitsFor),
      held.map((row) => row.reason),
      held.map((row) => JSON.stringify(row.item.delivery)),
      held.map((row) => row.item.body),
      held.map((row) => row.item.delivery.correlationId),
    ],
  );
}
