import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { PARKED } from '../inbox/parked.ts';
import type { OutcomeRow } from './outcomes.ts';
import { endRun, type JobRow, saveProgress } from './replay-rows.ts';
import { keepRate, type Run } from './run.ts';

/** Which open dead letters; null parts match everything. */
export interface LetterFilter {
  readonly deadLetterIds: readonly string[] | null;
  readonly subject: string | null;
  readonly reason: string | null;
  readonly group: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly tenantId: string | null;
}

/** SQL of the open letters that a filter matches, and its parameters $1–$7. */
export const MATCHING = `state = 'open' AND ($1::uuid[] IS NULL OR id = ANY ($1)) AND ($2::text IS NULL OR subject = $2)
  AND ($3::text IS NULL OR reason = $3) AND ($4::text IS NULL OR left(md5(error_group), 12) = $4)
  AND ($5::timestamptz IS NULL OR dead_at >= $5) AND ($6::timestamptz IS NULL OR dead_at < $6)
  AND ($7::uuid IS NULL OR tenant_id = $7)`;

/** The parameters of {@link MATCHING}. */
export function matchingValues(filter: LetterFilter): readonly unknown[] {
  const { deadLetterIds, subject, reason, group, since, until, tenantId } = filter;
  return [deadLetterIds, subject, reason, group, since, until, tenantId];
}

/** SQL of the open letters that can be handed back: their headers could be read, and they wait for no newer version. */
export const REDRIVABLE = `event_id IS NOT NULL AND NOT (${PARKED})`;

/** Letters handed back in one transaction. */
const LOT = 200;

/** Chooses a redrive's letters, in the caller's transaction: those that match now and can be handed back. */
export function chooseLetters(session: Session, jobId: string, filter: LetterFilter): void {
  void session.sql(
    `INSERT INTO redriven_letters (job_id, dead_letter_id)
     SELECT $8, id FROM dead_letters WHERE ${REDRIVABLE} AND ${MATCHING}`,
    [...matchingValues(filter), jobId],
  );
}

/**
 * A run of a redrive. A letter's event goes into `held`, due at once, in the transaction that closes the letter: no crash can
 * lose it in between, nobody but this service sees it, and its attempts count anew. Of letters with one event id and different
 * bodies the oldest is handed back; the others stay open.
 */
export async function redrive(run: Run): Promise<void> {
  const { core, job } = run;
  while (!run.isStopping()) {
    const startedAtMs = performance.now();
    const letters = await handBack(core.runtimePool, job);
    core.pokes.held();
    if (!(await saveProgress(core.runtimePool, job, { doneThrough: 0, notWanted: 0 }))) return;
    if (letters === 0) {
      await transaction(core.runtimePool, (session) => endRun(session, job, 'completed'));
      return;
    }
    await keepRate(job, letters, startedAtMs);
  }
}

async function handBack(pool: Pool, job: JobRow): Promise<number> {
  const rows = await transaction(pool, (session) =>
    session.sql(
      `WITH next AS (UPDATE redriven_letters r SET redriven_at = now() FROM (
           SELECT dead_letter_id FROM redriven_letters WHERE job_id = $1 AND redriven_at IS NULL
            ORDER BY dead_letter_id LIMIT $2 FOR UPDATE SKIP LOCKED) n
           WHERE r.job_id = $1 AND r.dead_letter_id = n.dead_letter_id RETURNING r.dead_letter_id),
         chosen AS (UPDATE dead_letters SET state = 'redriven', ended_at = now()
           WHERE id IN (SELECT DISTINCT ON (d.event_id) d.id FROM next JOIN dead_letters d ON d.id = next.dead_letter_id
               WHERE d.state = 'open' AND NOT EXISTS (SELECT 1 FROM held h WHERE h.event_id = d.event_id AND h.body <> d.body)
               ORDER BY d.event_id, d.dead_at) AND state = 'open' RETURNING *),
         handed AS (INSERT INTO held (event_id, tenant_id, waits_for, correlation_id, reason, delivery, body, due_at)
           SELECT event_id, tenant_id, delivery ->> 'key', (delivery ->> 'correlationId')::uuid, 'redriven',
             delivery, body, now() FROM chosen
           ON CONFLICT (event_id) DO UPDATE SET due_at = now())
       SELECT 1 FROM next`,
      [job.id, Math.min(LOT, job.rate_per_second)],
    ),
  );
  return rows.length;
}

/** What became of a redrive's letters, told by the tables in which their events are. */
const LETTERS = `SELECT r.dead_letter_id, d.event_id, r.redriven_at, d.error,
    CASE WHEN r.redriven_at IS NULL THEN 'waiting' WHEN d.state = 'open' THEN 'failed' WHEN d.ended_at < r.redriven_at THEN 'skipped'
      WHEN EXISTS (SELECT 1 FROM held h WHERE h.event_id = d.event_id) THEN 'held'
      WHEN EXISTS (SELECT 1 FROM inbox i WHERE i.event_id = d.event_id) THEN 'processed' ELSE 'skipped' END AS outcome
  FROM redriven_letters r JOIN dead_letters d ON d.id = r.dead_letter_id WHERE r.job_id = $1`;

/** How many letters came to what. */
export async function countLetters(pool: Pool, jobId: string): Promise<Readonly<Record<string, number>>> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ outcome: string; n: number }>(
      `SELECT outcome, count(*) AS n FROM (${LETTERS}) letters GROUP BY outcome`,
      [jobId],
    ),
  );
  return Object.fromEntries(rows.map((row) => [row.outcome, row.n]));
}

/** The letters of a redrive and what became of them, after the letter `cursor`; all where `outcome` is null. */
export function listLetters(
  pool: Pool,
  jobId: string,
  { outcome, limit, cursor }: { outcome: string | null; limit: number; cursor: string | null },
): Promise<OutcomeRow[]> {
  return transaction(pool, (session) =>
    session.sql<OutcomeRow>(
      `SELECT dead_letter_id::text AS place, event_id, outcome, CASE outcome WHEN 'failed' THEN error END AS detail, redriven_at AS at
         FROM (${LETTERS}) letters
        WHERE ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR dead_letter_id > $3::uuid) ORDER BY dead_letter_id LIMIT $4`,
      [jobId, outcome, cursor, limit],
    ),
  );
}
