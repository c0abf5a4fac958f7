import { REPLAY_HORIZON_DAYS } from '@loop/contracts';

/** Clocks differ, and a message may be removed a little late. */
const MARGIN_DAYS = 5;

/** Until then a lost stream can be published anew from the outbox. */
const KEEP_OUTBOX_DAYS = REPLAY_HORIZON_DAYS + MARGIN_DAYS;

/**
 * What was published anew on the last of those days stays in its stream for a whole horizon more, and must be known to whoever
 * handled it the first time.
 */
const KEEP_INBOX_DAYS = KEEP_OUTBOX_DAYS + REPLAY_HORIZON_DAYS + MARGIN_DAYS;

/** What becomes of old rows of one table. */
export interface RetentionRule {
  readonly table: string;
  /** Works on the rows of the pages from `$1` to before `$2` (`tid`). */
  readonly sql: string;
}

const PAGES = 'ctid >= $1::tid AND ctid < $2::tid';
const older = (column: string, days: number): string => `${column} < now() - interval '${days} days'`;

/**
 * Everything that grows with the traffic and is of no use once its events can no longer be replayed. Age is real time since it
 * was done with; what is not done with (unsent, open, held, unknown) has no such age and stays.
 *
 * Ended effects and closed dead letters keep their rows: an effect's id is what keeps its deed from being done again, whoever
 * decides on it years later, and a dead letter is named by the replay that handed it back. They lose what they say about people.
 */
export const RETENTION_RULES: readonly RetentionRule[] = [
  {
    table: 'outbox_sent',
    sql: `WITH old AS (DELETE FROM outbox_sent WHERE ${PAGES} AND ${older('published_at', KEEP_OUTBOX_DAYS)} RETURNING seq)
      DELETE FROM outbox o USING old WHERE o.seq = old.seq`,
  },
  {
    // An event may have been handled beside its dead letter, which can still be handed back.
    table: 'inbox',
    sql: `DELETE FROM inbox WHERE ${PAGES} AND ${older('handled_at', KEEP_INBOX_DAYS)}
      AND NOT EXISTS (SELECT 1 FROM dead_letters d WHERE d.event_id = inbox.event_id AND d.state = 'open')`,
  },
  {
    table: 'http_idempotency',
    sql: `DELETE FROM http_idempotency WHERE ${PAGES} AND ${older('created_at', KEEP_INBOX_DAYS)}`,
  },
  {
    table: 'effects',
    sql: `UPDATE effects SET intent = '{}', traceparent = NULL
      WHERE ${PAGES} AND ${older('ended_at', KEEP_OUTBOX_DAYS)} AND intent <> '{}'`,
  },
  {
    table: 'dead_letters',
    sql: `UPDATE dead_letters SET body = '', delivery = '{}', history = '[]', error = ''
      WHERE ${PAGES} AND state <> 'open' AND ${older('ended_at', KEEP_INBOX_DAYS)} AND body <> ''`,
  },
];
