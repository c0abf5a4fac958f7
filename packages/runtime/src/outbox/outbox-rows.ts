import type { ServiceName } from '@loop/contracts';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { CustomTypesConfig, Pool } from 'pg';
import { eventHeaders } from '../bus/event-headers.ts';
import { sendAlone } from '../db/send-alone.ts';
import { transaction } from '../db/session.ts';
import type { Acked, Publication } from './ack-window.ts';

/** A row in the order of {@link COLUMNS}, each value as the database writes it. */
type OutboxRow = readonly [
  seq: string,
  id: string,
  tenantId: string,
  subject: string,
  version: string,
  key: string,
  occurredAt: string,
  correlationId: string,
  causationId: string,
  keySeq: string | null,
  traceparent: string | null,
  body: string,
];

const COLUMNS = `o.seq, o.id, o.tenant_id, o.subject, o.version, o.key,
  to_char(o.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), o.correlation_id, o.causation_id,
  o.key_seq, o.traceparent, o.body`;

/** Marks are looked for from the same row on: the planner does not conclude by itself that earlier ones cannot match. */
const unsentAfter = (seq: string): string =>
  `NOT EXISTS (SELECT 1 FROM outbox_sent s WHERE s.seq = o.seq AND s.seq > ${seq})`;

/** What was erased on purpose is never published again, whatever the broker has lost. */
const NO_TOMBSTONE = `o.body <> ''`;

const FRESH = `(SELECT ${COLUMNS} FROM outbox o WHERE o.seq = ANY($3::bigint[]) AND ${unsentAfter('0')} AND ${NO_TOMBSTONE} ORDER BY o.seq)
  UNION ALL (SELECT ${COLUMNS} FROM outbox o WHERE o.seq > $1 AND ${NO_TOMBSTONE} ORDER BY o.seq LIMIT $2)`;

const UNSENT = `SELECT ${COLUMNS} FROM outbox o WHERE o.seq > $1 AND o.seq <= $2 AND ${unsentAfter('$1')} AND ${NO_TOMBSTONE} ORDER BY o.seq LIMIT $3`;

/** Dates and objects would be made only to be written as text again. */
const asWritten: CustomTypesConfig = { getTypeParser: () => (value: unknown) => value };

/** A row on its way to the broker. A class, since a relay makes fifty thousand a second: its methods are made once. */
class OutboxPublication implements Publication {
  readonly seq: number;
  readonly body: Uint8Array;
  readonly #service: ServiceName;
  readonly #row: OutboxRow;

  constructor(service: ServiceName, row: OutboxRow) {
    this.seq = Number(row[0]);
    this.body = Buffer.from(row[11]);
    this.#service = service;
    this.#row = row;
  }

  get subject(): string {
    return this.#row[3];
  }

  headers(): MsgHdrs {
    const [, id, tenantId, subject, version, key, time, correlationId, causationId, sequence, traceparent] = this.#row;
    const publisher = this.#service;
    return eventHeaders({
      id,
      subject,
      version,
      publisher,
      key,
      tenantId,
      time,
      correlationId,
      causationId,
      sequence,
      traceparent,
    });
  }
}

/** One statement without a transaction around it: a relay reads all the time. */
async function read(
  pool: Pool,
  service: ServiceName,
  name: string,
  text: string,
  values: unknown[],
): Promise<Publication[]> {
  const { rows } = await sendAlone<[...OutboxRow]>(pool, { name, text, values, rowMode: 'array', types: asWritten });
  return rows.map((row) => new OutboxPublication(service, row));
}

/**
 * Those of the given gaps that have been filled and are not marked as sent, and then up to `limit` rows after `seq`, each in
 * order. Rows that commit late with a lower `seq` are found as gaps only.
 */
export function readFresh(
  pool: Pool,
  service: ServiceName,
  seq: number,
  limit: number,
  gaps: readonly number[],
): Promise<Publication[]> {
  return read(pool, service, 'relay_fresh', FRESH, [seq, limit, gaps]);
}

/** Rows after `from`, up to `to`, that are not marked as sent, in order. */
export function readUnsent(
  pool: Pool,
  service: ServiceName,
  from: number,
  to: number,
  limit: number,
): Promise<Publication[]> {
  return read(pool, service, 'relay_unsent', UNSENT, [from, to, limit]);
}

/** The highest row there is; 0 for an empty outbox. */
export async function lastSeq(pool: Pool): Promise<number> {
  const [row] = await transaction(pool, (session) =>
    session.sql<{ last: number | null }>('SELECT max(seq) AS last FROM outbox'),
  );
  return row?.last ?? 0;
}

/** Numbers missing among the last `depth` rows: rolled back, or not committed yet. */
export async function recentGaps(pool: Pool, to: number, depth: number): Promise<number[]> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ seq: number }>(
      `SELECT s.seq FROM generate_series(greatest(1, $1::bigint - $2::bigint), $1::bigint) AS s(seq)
        WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.seq = s.seq)`,
      [to, depth],
    ),
  );
  return rows.map((row) => row.seq);
}

/** Marks rows as sent under a fence. Returns false, having written nothing, when the fence is no longer the lease's. */
export async function markSent(pool: Pool, acked: readonly Acked[], holder: string, fence: number): Promise<boolean> {
  const [row] = await transaction(pool, (session) =>
    session.sql<{ fenced: boolean }>(
      `WITH lease AS (SELECT 1 FROM relay_lease WHERE holder = $3::uuid AND fence = $4 AND expires_at > clock_timestamp() FOR SHARE),
         marked AS (INSERT INTO outbox_sent (seq, stream_seq)
           SELECT u.seq, u.stream_seq FROM unnest($1::bigint[], $2::bigint[]) AS u(seq, stream_seq), lease
           ON CONFLICT DO NOTHING)
       SELECT EXISTS (SELECT 1 FROM lease) AS fenced`,
      [arrayOf(acked, 'seq'), arrayOf(acked, 'streamSequence'), holder, fence],
    ),
  );
  return row?.fenced ?? false;
}

/** An array as Postgres writes one; the client's own way looks at every element as if it were text. */
function arrayOf(acked: readonly Acked[], field: keyof Acked): string {
  return `{${acked.map((ack) => ack[field]).join(',')}}`;
}
