import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { storableJson, storableText } from '../db/storable-text.ts';

/** A replay or redrive as it is kept. `stream`, `slot`, `subject` and `last_sequence` are null for a redrive. */
export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly mode: 'dry-run' | 'repair' | 'reprocess' | 'rebuild' | 'redrive';
  readonly stream: string | null;
  readonly slot: string | null;
  readonly subject: string | null;
  readonly first_sequence: number;
  readonly last_sequence: number | null;
  readonly done_through: number;
  readonly expected: number;
  readonly only_tenant: string | null;
  readonly only_key: string | null;
  readonly only_events: readonly string[] | null;
  readonly rate_per_second: number;
  readonly actor: string;
  readonly reason: string;
  readonly run: number;
  readonly state: 'running' | 'paused' | 'stalled' | 'completed' | 'cancelled' | 'failed';
  readonly state_reason: string | null;
  readonly tally: { readonly notWanted?: number; readonly handled?: number };
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

/** What a new job is written from. */
export type NewJob = Pick<
  JobRow,
  | 'id'
  | 'name'
  | 'mode'
  | 'stream'
  | 'slot'
  | 'subject'
  | 'first_sequence'
  | 'last_sequence'
  | 'expected'
  | 'only_tenant'
  | 'only_key'
  | 'only_events'
  | 'rate_per_second'
  | 'actor'
  | 'reason'
>;

/** Time what became of each event is kept after its job has ended. */
const KEEP_OUTCOMES = `interval '30 days'`;

/** Why no job was written. */
export type NotOpened = 'slot_busy' | 'already_started' | 'name_taken' | 'rebuild_running';

/**
 * Writes a new job, in the caller's transaction. A slot is busy while a job that has not ended holds it; a service rebuilds one
 * projection at a time.
 */
export async function openJob(session: Session, job: NewJob): Promise<JobRow | NotOpened> {
  await session.sql('LOCK TABLE replay_jobs IN SHARE ROW EXCLUSIVE MODE');
  const rivals = await session.sql<Pick<JobRow, 'id' | 'name' | 'mode' | 'slot' | 'state'>>(
    `SELECT id, name, mode, slot, state FROM replay_jobs
      WHERE id = $1 OR name = $2 OR ended_at IS NULL AND (slot = $3 OR mode = 'rebuild')`,
    [job.id, job.name, job.slot],
  );
  if (rivals.some((rival) => rival.id === job.id)) return 'already_started';
  if (rivals.some((rival) => rival.name === job.name)) return 'name_taken';
  if (rivals.some((rival) => rival.slot === job.slot && rival.state === 'running' && job.slot !== null))
    return 'slot_busy';
  if (job.mode === 'rebuild' && rivals.some((rival) => rival.mode === 'rebuild')) return 'rebuild_running';
  const columns = [...Object.keys(job), 'done_through'];
  const [row] = await session.sql<JobRow>(
    `INSERT INTO replay_jobs (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING *`,
    [...Object.values(job), Math.max(0, job.first_sequence - 1)],
  );
  if (row === undefined) throw new Error('The replay job was not written');
  void session.sql(
    `DELETE FROM replay_outcomes o USING replay_jobs j WHERE j.id = o.job_id AND j.ended_at < now() - ${KEEP_OUTCOMES}`,
  );
  return row;
}

/**
 * Takes over running jobs whose instance has not been heard of for `silentMs` (it died, or lost its database or broker), but
 * for those that run here. Whoever still runs one elsewhere stops at its next step.
 */
export function takeAbandonedJobs(pool: Pool, silentMs: number, own: readonly string[]): Promise<JobRow[]> {
  return transaction(pool, (session) =>
    session.sql<JobRow>(
      `UPDATE replay_jobs SET updated_at = now(), run = run + 1
        WHERE state = 'running' AND updated_at < now() - interval '1 ms' * $1::float8 AND id <> ALL ($2::uuid[]) RETURNING *`,
      [silentMs, own],
    ),
  );
}

/** Lets another instance take a running job over at once. */
export async function handOver(pool: Pool, job: JobRow): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(`UPDATE replay_jobs SET updated_at = '-infinity' WHERE id = $1 AND run = $2 AND state = 'running'`, [
      job.id,
      job.run,
    ]),
  );
}

/** One job; undefined when there is none of that id. */
export async function loadJob(pool: Pool, id: string): Promise<JobRow | undefined> {
  const [row] = await transaction(pool, (session) =>
    session.sql<JobRow>('SELECT * FROM replay_jobs WHERE id = $1', [id]),
  );
  return row;
}

/** The latest jobs, newest first. */
export function latestJobs(pool: Pool, limit: number): Promise<JobRow[]> {
  return transaction(pool, (session) =>
    session.sql<JobRow>('SELECT * FROM replay_jobs ORDER BY started_at DESC, id LIMIT $1', [limit]),
  );
}

/** Whether a run's turn has ended: the job was paused, cancelled or taken over. It does not come back under the same number. */
export async function isOver(pool: Pool, job: JobRow): Promise<boolean> {
  const rows = await transaction(pool, (session) =>
    session.sql(`SELECT 1 FROM replay_jobs WHERE id = $1 AND run = $2 AND state = 'running'`, [job.id, job.run]),
  );
  return rows.length === 0;
}

/** How far a run is. */
export interface Progress {
  readonly doneThrough: number;
  readonly notWanted: number;
  /** Events a rebuild has handled; other jobs keep an outcome for each. */
  readonly handled?: number;
}

/** Keeps how far a job is. Returns whether this run goes on: not when it was paused, cancelled or taken over meanwhile. */
export async function saveProgress(pool: Pool, job: JobRow, progress: Progress): Promise<boolean> {
  const { doneThrough, ...tally } = progress;
  const rows = await transaction(pool, (session) =>
    session.sql(
      `UPDATE replay_jobs SET tally = $3, done_through = greatest(done_through, $4::bigint), updated_at = now()
        WHERE id = $1 AND run = $2 AND state = 'running' RETURNING 1`,
      [job.id, job.run, storableJson(tally), doneThrough],
    ),
  );
  return rows.length > 0;
}

/** Ends a run as completed, failed or stalled, in the caller's transaction. Returns false when it is not this run's any more. */
export async function endRun(
  session: Session,
  job: JobRow,
  state: 'completed' | 'failed' | 'stalled',
  why: string | null = null,
): Promise<boolean> {
  const rows = await session.sql(
    `UPDATE replay_jobs SET state = $3, state_reason = $4, updated_at = now(),
       ended_at = CASE WHEN $3 = 'stalled' THEN NULL ELSE now() END
      WHERE id = $1 AND run = $2 AND state = 'running' RETURNING 1`,
    [job.id, job.run, state, why === null ? null : storableText(why, 500)],
  );
  return rows.length > 0;
}

/** Pauses a running job. Returns whether it was running. */
export async function pauseJob(session: Session, id: string): Promise<boolean> {
  const rows = await session.sql(
    `UPDATE replay_jobs SET state = 'paused', updated_at = now() WHERE id = $1 AND state = 'running' RETURNING 1`,
    [id],
  );
  return rows.length > 0;
}

/** Lets a paused or stalled job go on, from another slot and at another rate where these are given. */
export async function resumeJob(
  session: Session,
  id: string,
  slot: string | null,
  ratePerSecond: number | null,
): Promise<JobRow | 'not_paused' | 'slot_busy'> {
  await session.sql('LOCK TABLE replay_jobs IN SHARE ROW EXCLUSIVE MODE');
  const busy = await session.sql(`SELECT 1 FROM replay_jobs WHERE slot = $1 AND state = 'running' AND id <> $2`, [
    slot,
    id,
  ]);
  if (busy.length > 0) return 'slot_busy';
  const [row] = await session.sql<JobRow>(
    `UPDATE replay_jobs SET state = 'running', state_reason = NULL, run = run + 1, updated_at = now(),
       slot = coalesce($2, slot), rate_per_second = coalesce($3, rate_per_second)
      WHERE id = $1 AND state IN ('paused', 'stalled') RETURNING *`,
    [id, slot, ratePerSecond],
  );
  return row ?? 'not_paused';
}

/** Cancels a job that has not ended; what a rebuild has built goes. Returns whether it had not. */
export async function cancelJob(session: Session, id: string): Promise<boolean> {
  const [row] = await session.sql<Pick<JobRow, 'mode'>>(
    `UPDATE replay_jobs SET state = 'cancelled', ended_at = now(), updated_at = now()
      WHERE id = $1 AND ended_at IS NULL RETURNING mode`,
    [id],
  );
  if (row?.mode === 'rebuild') await session.sql('SELECT rebuild_end()');
  return row !== undefined;
}
