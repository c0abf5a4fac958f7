import type { Pool } from 'pg';
import type { Delivery } from '../bus/delivery.ts';
import { transaction } from '../db/session.ts';

/** An event that will not be handled, and why. */
export interface DeadLetter {
  /** Absent where not even the headers could be read. */
  readonly delivery: Delivery | undefined;
  readonly subject: string;
  readonly stream: string;
  readonly streamSequence: number;
  readonly fingerprint: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: DeadLetterReason;
  readonly error: string;
}

/** Why an event is dead. `crashed`: it was begun as often as allowed and never finished. `conflict`: same id, other payload. */
export type DeadLetterReason =
  | 'malformed'
  | 'unknown_event'
  | 'unknown_version'
  | 'invalid'
  | 'conflict'
  | 'failed'
  | 'crashed';

/**
 * Writes a dead letter with its history of attempts, and closes those attempts and the held row. The same letter written
 * twice (a crash between this and the ack) is one row. Errors are grouped by their text with numbers and ids taken out.
 */
export async function writeDeadLetter(pool: Pool, letter: DeadLetter): Promise<void> {
  const eventId = letter.delivery?.id ?? null;
  await transaction(pool, async (session) => {
    await session.sql(
      `INSERT INTO dead_letters (tenant_id, event_id, subject, stream, stream_seq, fingerprint, reason, error, error_group,
         history, delivery, body)
       VALUES ($1, $2::uuid, $3, $4, $5, $6, $7, $8, $9,
         coalesce((SELECT history FROM attempts WHERE event_id = $2::uuid), '[]'), $10, $11)
       ON CONFLICT (stream, stream_seq, fingerprint) DO UPDATE SET state = 'open', ended_at = NULL, error = EXCLUDED.error,
         error_group = EXCLUDED.error_group, reason = EXCLUDED.reason, history = EXCLUDED.history`,
      [
        letter.delivery?.tenantId ?? null,
        eventId,
        letter.subject,
        letter.stream,
        letter.streamSequence,
        letter.fingerprint,
        letter.reason,
        letter.error.slice(0, 2000),
        groupOf(letter),
        storable(JSON.stringify({ ...letter.headers, ...letter.delivery })),
        storable(letter.body),
      ],
    );
    await session.sql('DELETE FROM attempts WHERE event_id = $1::uuid', [eventId]);
    await session.sql('DELETE FROM held WHERE event_id = $1::uuid', [eventId]);
  });
}

/** Postgres keeps no NUL character; a dead letter must be kept whatever it holds. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').replaceAll('\\u0000', '\\ufffd');
}

function groupOf(letter: DeadLetter): string {
  const text = letter.error.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#').slice(0, 200);
  return `${letter.subject} ${letter.reason}: ${text}`;
}
