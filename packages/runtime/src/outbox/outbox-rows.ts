import type { ServiceName } from '@loop/contracts';
import type { Pool } from 'pg';
import { eventHeaders } from '../bus/event-headers.ts';
import { transaction } from '../db/session.ts';
import type { Acked, Publication } from './ack-window.ts';

interface OutboxRow {
  readonly seq: number;
  readonly id: string;
  readonly tenant_id: string;
  readonly subject: string;
  readonly version: number;
  readonly key: string;
  readonly occurred_at: Date;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly key_seq: number | null;
  readonly traceparent: string | null;
  readonly body: string;
}

const COLUMNS =
  'o.seq, o.id, o.tenant_id, o.subject, o.version, o.key, o.occurred_at, o.correlation_id, o.causation_id, o.key_seq, o.traceparent, o.body';
const UNSENT = 'NOT EXISTS (SELECT 1 FROM outbox_sent s WHERE s.seq = o.seq)';

function publicationOf(service: ServiceName, row: OutboxRow): Publication {
  const headers = () =>
    eventHeaders({
      id: row.id,
      subject: row.subject,
      version: row.version,
      publisher: service,
      key: row.key,
      tenantId: row.tenant_id,
      time: row.occurred_at.toISOString(),
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      sequence: row.key_seq,
      traceparent: row.traceparent,
    });
  return { seq: row.seq, subject: row.subject, headers, body: row.body };
}

async function read(
  pool: Pool,
  service: ServiceName,
  where: string,
  values: readonly unknown[],
): Promise<Publication[]> {
  const rows = await transaction(pool, (session) =>
    session.sql<OutboxRow>(`SELECT ${COLUMNS} FROM outbox o WHERE ${where}`, values),
  );
  return rows.map((row) => publicationOf(service, row));
}

/** Rows after `seq`, in order. Rows that commit late with a lower `seq` are not among them: see {@link readGaps}. */
export function readAfter(pool: Pool, service: ServiceName, seq: number, limit: number): Promise<Publication[]> {
  return read(pool, service, 'o.seq > $1 ORDER BY o.seq LIMIT $2', [seq, limit]);
}

/** Those of the given rows that have appeared since they were found missing. */
export function readGaps(pool: Pool, service: ServiceName, gaps: readonly number[]): Promise<Publication[]> {
  return read(pool, service, `o.seq = ANY($1::bigint[]) AND ${UNSENT} ORDER BY o.seq`, [gaps]);
}

/** Rows from `from` to `to` that are not marked as sent, in order. */
export function readUnsent(
  pool: Pool,
  service: ServiceName,
  from: number,
  to: number,
  limit: number,
): Promise<Publication[]> {
  return read(pool, service, `o.seq > $1 AND o.seq <= $2 AND ${UNSENT} ORDER BY o.seq LIMIT $3`, [from, to, limit]);
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
      [acked.map((ack) => ack.seq), acked.map((ack) => ack.streamSequence), holder, fence],
    ),
  );
  return row?.fenced ?? false;
}
