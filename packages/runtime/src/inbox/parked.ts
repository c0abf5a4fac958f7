import type { EventHandler } from '../bus/handler.ts';
import type { Session } from '../db/session.ts';
import type { DeadLetterReason } from './dead-letters.ts';

/** Parked events of a subject taken up at a time. */
const TAKE_UP_AT_MOST = 500;

/** Open dead letters that only wait for a version of the service that knows their event. */
export const PARKED = `state = 'open' AND reason IN ('unknown_event', 'unknown_version')`;

/** Whether a dead letter is parked: what is unknown to this version may be known to the next, or to another instance already. */
export function isParked(reason: DeadLetterReason): boolean {
  return reason === 'unknown_event' || reason === 'unknown_version';
}

/** What this version of the service can read, as `{"contract.drafted":2}`: the highest version of each subject. */
export function readableVersions(handlers: Iterable<EventHandler>): string {
  return JSON.stringify(Object.fromEntries([...handlers].map(({ event }) => [event.subject, event.version])));
}

/** SQL: whether an event, by the `delivery` it came with, is among {@link readableVersions}, given as a parameter. */
export function isReadable(parameter: string): string {
  return `(${parameter}::jsonb ->> (delivery ->> 'subject'))::int >= (delivery ->> 'version')::int`;
}

/**
 * Moves parked events that can be read by now to the held ones, due at once. Two instances share them; one that has been handled
 * meanwhile is dropped as the duplicate it is, and of several with one id each waits for the one before, so that another payload
 * shows as the conflict it is. Those an operator discarded stay where they are. The inner order keeps the look
 * to the index: an old instance finds that there is nothing for it without reading all that is parked.
 */
export function takeUpParked(session: Session, readable: string): void {
  void session.sql(
    `WITH readable AS (SELECT letter.* FROM jsonb_each_text($1::jsonb) AS known(subject, version)
         CROSS JOIN LATERAL (SELECT id, event_id FROM dead_letters d WHERE ${PARKED} AND d.subject = known.subject
             AND (d.delivery ->> 'version')::int <= known.version::int
             AND NOT EXISTS (SELECT 1 FROM held WHERE held.event_id = d.event_id)
           ORDER BY d.subject, (d.delivery ->> 'version')::int LIMIT ${TAKE_UP_AT_MOST} FOR UPDATE SKIP LOCKED) letter),
       chosen AS (SELECT DISTINCT ON (event_id) id FROM readable),
       taken AS (UPDATE dead_letters SET state = 'redriven', ended_at = now() WHERE id IN (SELECT id FROM chosen) RETURNING *)
     INSERT INTO held (event_id, tenant_id, waits_for, correlation_id, reason, delivery, body, due_at)
     SELECT event_id, tenant_id, delivery ->> 'key', (delivery ->> 'correlationId')::uuid, 'parked until this version',
         delivery, body, now()
       FROM taken
     ON CONFLICT (event_id) DO UPDATE SET due_at = now()`,
    [readable],
  );
}
