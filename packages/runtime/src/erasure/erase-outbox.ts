import type { ServiceName } from '@loop/contracts';
import type { Pool } from 'pg';
import type { Session } from '../db/session.ts';
import {
  count,
  ERASURE_PAGE,
  type ErasureMode,
  type ErasureWork,
  ownerOf,
  type Progress,
  walk,
} from './erasure-work.ts';
import { personalSubjects, personalValues } from './personal-values.ts';

interface EventRow {
  readonly seq: number;
  readonly tenant_id: string;
  readonly key: string;
  readonly subject: string;
  readonly correlation_id: string;
  readonly body: string;
  readonly is_sent: boolean;
}

/**
 * Turns a person's events in the outbox into tombstones, and has the broker erase them from the stream. Only what is marked as
 * sent is erased: what may still be under way to the broker is waited for, since nobody could tell where it landed.
 */
export async function eraseOutbox(
  pool: Pool,
  service: ServiceName,
  works: readonly ErasureWork[],
  mode: ErasureMode,
  alive: () => Promise<void>,
): Promise<Progress> {
  const progress: Progress = { erased: new Map(), waiting: new Map() };
  const subjects = personalSubjects(service);
  if (subjects.length === 0) return progress;
  await walk(pool, 0, async (session, after) => {
    const rows = await session.sql<EventRow>(
      `SELECT o.seq, o.tenant_id, o.key, o.subject, o.correlation_id, o.body,
         EXISTS (SELECT 1 FROM outbox_sent s WHERE s.seq = o.seq) AS is_sent
         FROM outbox o WHERE o.seq > $1 AND o.body <> '' AND o.subject = ANY($2::text[]) AND o.tenant_id = ANY($3::uuid[])
        ORDER BY o.seq LIMIT ${ERASURE_PAGE}`,
      [after, subjects, works.map(({ tenantId }) => tenantId)],
    );
    const owners = ownersOf(rows, works, progress);
    if (mode === 'count') for (const owner of owners.values()) count(progress.erased, owner);
    else if (owners.size > 0) await bury(session, owners, progress);
    await alive();
    return rows.length < ERASURE_PAGE ? undefined : rows.at(-1)?.seq;
  });
  return progress;
}

/** Whose the events are that may be erased, by their row; those that have to wait are noted. */
function ownersOf(
  rows: readonly EventRow[],
  works: readonly ErasureWork[],
  progress: Progress,
): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  for (const { body, correlation_id, is_sent, key, seq, subject, tenant_id } of rows) {
    const names = personalValues(subject, body);
    const trace = { tenantId: tenant_id, correlationId: correlation_id, text: `${key} ${body}`, names };
    const owner = ownerOf(works, trace);
    if (owner === undefined) continue;
    if (is_sent) owners.set(seq, owner.id);
    else progress.waiting.set(owner.id, 'events are not published yet');
  }
  return owners;
}

async function bury(session: Session, owners: ReadonlyMap<number, string>, progress: Progress): Promise<void> {
  const buried = await session.sql<{ seq: number }>(
    `WITH marked AS (UPDATE outbox_sent SET erasure = 'pending', erasure_asked = erasure_asked + 1
         WHERE seq = ANY($1::bigint[]) AND erasure IS NULL RETURNING seq)
     UPDATE outbox o SET body = '', traceparent = NULL FROM marked WHERE o.seq = marked.seq RETURNING o.seq`,
    [[...owners.keys()]],
  );
  for (const { seq } of buried) count(progress.erased, owners.get(seq) ?? '');
}
