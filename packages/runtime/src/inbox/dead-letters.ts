import type { Pool } from 'pg';
import type { Delivery } from '../bus/delivery.ts';
import { transaction } from '../db/session.ts';
import { storableJson, storableText } from '../db/storable-text.ts';

/** Characters of an error that are kept. */
const MAX_ERROR = 2_000;

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
 * Writes a dead letter with its history of attempts, and closes those attempts and the held row of the same payload: another
 * payload under a held event's id must not take the true one away. The same letter written twice (a crash between this and
 * the ack) is one row, and whole again where age had emptied it. Errors are grouped by their text with numbers and ids taken out.
 */
export async function writeDeadLetter(pool: Pool, letter: DeadLetter): Promise<void> {
  const eventId = letter.delivery?.id ?? null;
  const body = storableText(letter.body);
  await transaction(pool, async (session) => {
    await session.sql(
      `INSERT INTO dead_letters (tenant_id, event_id, subject, stream, stream_seq, fingerprint, reason, error, error_group,
         history, delivery, body)
       VALUES ($1, $2::uuid, $3, $4, $5, $6, $7, $8, $9,
         coalesce((SELECT history FROM attempts WHERE event_id = $2::uuid), '[]'), $10, $11)
       ON CONFLICT (stream, stream_seq, fingerprint) DO UPDATE SET state = 'open', ended_at = NULL, error = EXCLUDED.error,
         error_group = EXCLUDED.error_group, reason = EXCLUDED.reason, history = EXCLUDED.history,
         delivery = EXCLUDED.delivery, body = EXCLUDED.body`,
      [
        letter.delivery?.tenantId ?? null,
        eventId,
        letter.subject,
        letter.stream,
        letter.streamSequence,
        letter.fingerprint,
        letter.reason,
        storableText(letter.error, MAX_ERROR),
        storableText(groupOf(letter)),
        storableJson({ ...letter.headers, ...letter.delivery }),
        body,
      ],
    );
    await session.sql('DELETE FROM attempts WHERE event_id = $1::uuid', [eventId]);
    await session.sql('DELETE FROM held WHERE event_id = $1::uuid AND body = $2', [eventId, body]);
  });
}

function groupOf(letter: DeadLetter): string {
  const text = letter.error.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#').slice(0, 200);
  return `${letter.subject} ${letter.reason}: ${text}`;
}
