import type { Pool } from 'pg';
import {
  count,
  ERASURE_PAGE,
  type ErasureMode,
  type ErasureWork,
  ownerOf,
  type Progress,
  type Trace,
  walk,
} from './erasure-work.ts';
import { personalSubjects } from './personal-values.ts';

/** A row that may speak of people, as text. */
interface TextRow {
  readonly cursor: string;
  readonly tenant_id: string | null;
  readonly correlation_id: string | null;
  readonly subject: string | null;
  readonly text: string;
  readonly bytes?: Buffer;
  readonly is_open: boolean;
}

/** One of the runtime's tables: how its rows are read, and how they are emptied. */
export interface ErasableTable {
  readonly table: string;
  /** Reads a page of rows after the cursor `$1` (`text`), in its order. */
  readonly read: string;
  /** Empties the rows with the cursors `$1` (`text[]`). */
  readonly empty: string;
  /** Why an open row has to wait for its end. */
  readonly waitsFor?: string;
}

const PAGE = `LIMIT ${ERASURE_PAGE}`;
const NOBODY = 'NULL AS tenant_id, NULL AS correlation_id, NULL AS subject, false AS is_open';

/**
 * Where the runtime keeps what may speak of people, besides the outbox. Rows stay wherever something hangs on them: an effect keeps
 * its deed from being done again, an idempotency key its request from being handled again.
 */
export const ERASABLE_TABLES: readonly ErasableTable[] = [
  {
    table: 'held',
    read: `SELECT event_id::text AS cursor, tenant_id, correlation_id, delivery->>'subject' AS subject, body AS text,
      false AS is_open FROM held WHERE event_id > $1::uuid ORDER BY event_id ${PAGE}`,
    empty: 'DELETE FROM held WHERE event_id = ANY($1::uuid[])',
  },
  {
    table: 'dead_letters',
    read: `SELECT id::text AS cursor, tenant_id, delivery->>'correlationId' AS correlation_id, false AS is_open,
      CASE WHEN event_id IS NOT NULL THEN subject END AS subject, concat_ws(' ', body, error, history, delivery) AS text
      FROM dead_letters WHERE id > $1::uuid AND body <> '' ORDER BY id ${PAGE}`,
    empty: `UPDATE dead_letters SET body = '', delivery = '{}', history = '[]', error = '', error_group = subject || ' erased',
      ended_at = coalesce(ended_at, now()), state = CASE WHEN state = 'open' THEN 'discarded' ELSE state END
      WHERE id = ANY($1::uuid[])`,
  },
  {
    table: 'effects',
    read: `SELECT id::text AS cursor, tenant_id, correlation_id, NULL AS subject, concat_ws(' ', key, intent, result, reason) AS text,
      state IN ('ready', 'claimed', 'unknown') AS is_open
      FROM effects WHERE id > $1::uuid AND key <> 'erased ' || id ORDER BY id ${PAGE}`,
    empty: `UPDATE effects SET intent = '{}', traceparent = NULL, key = 'erased ' || id,
      state = CASE WHEN state = 'held' THEN 'cancelled' ELSE state END, ended_at = coalesce(ended_at, now()),
      reason = CASE WHEN reason ~ '^[a-z_]+$' THEN reason END
      WHERE id = ANY($1::uuid[]) AND state NOT IN ('ready', 'claimed', 'unknown')`,
    waitsFor: 'effects have not ended',
  },
  {
    table: 'attempts',
    read: `SELECT event_id::text AS cursor, history::text AS text, ${NOBODY}
      FROM attempts WHERE event_id > $1::uuid AND history <> '[]' ORDER BY event_id ${PAGE}`,
    empty: `UPDATE attempts SET history = '[]' WHERE event_id = ANY($1::uuid[])`,
  },
  {
    table: 'replay_outcomes',
    read: `SELECT job_id || ' ' || stream_seq AS cursor, detail AS text, ${NOBODY} FROM replay_outcomes
      WHERE (job_id, stream_seq) > (split_part($1, ' ', 1)::uuid, coalesce(nullif(split_part($1, ' ', 2), ''), '0')::bigint)
        AND detail IS NOT NULL ORDER BY job_id, stream_seq ${PAGE}`,
    empty: `UPDATE replay_outcomes SET detail = NULL WHERE job_id || ' ' || stream_seq = ANY($1::text[])`,
  },
  {
    table: 'http_idempotency',
    read: `SELECT tenant_id || ' ' || md5(route || ' ' || key) AS cursor, tenant_id, NULL AS correlation_id, NULL AS subject,
      concat_ws(' ', route, headers) AS text, body AS bytes, false AS is_open FROM http_idempotency
      WHERE tenant_id || ' ' || md5(route || ' ' || key) > $1 AND status IS NOT NULL AND length(body) > 0 ORDER BY 1 ${PAGE}`,
    empty: `UPDATE http_idempotency SET body = '', headers = '{}' WHERE tenant_id || ' ' || md5(route || ' ' || key) = ANY($1::text[])`,
  },
];

const FIRST = '00000000-0000-0000-0000-000000000000';

const PERSONAL = new Set(personalSubjects());

/** An event that says nothing about people stays where it is, whoever it is about: it carries ids. */
const mayBePersonal = ({ subject }: TextRow): boolean => subject === null || PERSONAL.has(subject);

/** Empties what one table says about people who are to be forgotten. */
export async function eraseTable(
  pool: Pool,
  { empty, read, waitsFor = 'rows are in use' }: ErasableTable,
  works: readonly ErasureWork[],
  mode: ErasureMode,
  alive: () => Promise<void>,
): Promise<Progress> {
  const progress: Progress = { erased: new Map(), waiting: new Map() };
  await walk(pool, FIRST, async (session, after) => {
    const rows = await session.sql<TextRow>(read, [after]);
    const owned = rows.filter(mayBePersonal).flatMap((row) => {
      const owner = ownerOf(works, traceOf(row));
      return owner === undefined ? [] : [{ row, owner }];
    });
    const ended = owned.filter(({ row }) => !row.is_open);
    for (const { owner, row } of owned) if (row.is_open) progress.waiting.set(owner.id, waitsFor);
    for (const { owner } of ended) count(progress.erased, owner.id);
    if (mode === 'erase' && ended.length > 0) await session.sql(empty, [ended.map(({ row }) => row.cursor)]);
    await alive();
    return rows.length < ERASURE_PAGE ? undefined : rows.at(-1)?.cursor;
  });
  return progress;
}

function traceOf({ bytes, correlation_id, tenant_id, text }: TextRow): Trace {
  const written = bytes === undefined ? text : `${text} ${bytes.toString()}`;
  return { tenantId: tenant_id, correlationId: correlation_id, text: written };
}
