import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';
import { storableJson } from '../db/storable-text.ts';
import type { Tally } from './tally.ts';

/** What a replay is asked to do. */
export interface JobInput {
  readonly id: string;
  readonly mode: 'dry-run' | 'repair';
  readonly stream: string;
  /** Consumer that `loop` has made for this run. */
  readonly slot: string;
  readonly subject: string;
  /** Stream sequence up to which events belong to the replay. */
  readonly lastSequence: number;
  /** Events expected up to there. */
  readonly expected: number;
  readonly tenantId: string | null;
  readonly key: string | null;
  readonly ratePerSecond: number;
  readonly actor: string;
  readonly reason: string;
}

/** A replay as it is kept. */
export interface JobRow {
  readonly id: string;
  readonly mode: 'dry-run' | 'repair';
  readonly stream: string;
  readonly slot: string;
  readonly subject: string;
  readonly last_sequence: number;
  readonly expected: number;
  readonly only_tenant: string | null;
  readonly only_key: string | null;
  readonly rate_per_second: number;
  readonly state: 'running' | 'completed' | 'cancelled' | 'failed';
  readonly tally: Partial<Tally>;
  readonly started_at: Date;
  readonly ended_at: Date | null;
}

/** Writes a new job. Answers `slot_busy` while another job runs in the slot and `already_started` for a known id. */
export async function openJob(pool: Pool, input: JobInput): Promise<JobRow | 'slot_busy' | 'already_started'> {
  return transaction(pool, async (session) => {
    await session.sql('LOCK TABLE replay_jobs IN SHARE ROW EXCLUSIVE MODE');
    const [known] = await session.sql('SELECT 1 FROM replay_jobs WHERE id = $1', [input.id]);
    if (known) return 'already_started';
    const [busy] = await session.sql(`SELECT 1 FROM replay_jobs WHERE slot = $1 AND state = 'running'`, [input.slot]);
    if (busy) return 'slot_busy';
    const [row] = await session.sql<JobRow>(
      `INSERT INTO replay_jobs (id, mode, stream, slot, subject, last_sequence, expected, only_tenant, only_key, rate_per_second, actor, reason)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING *`,
      [
        input.id,
        input.mode,
        input.stream,
        input.slot,
        input.subject,
        input.lastSequence,
        input.expected,
        input.tenantId,
        input.key,
        input.ratePerSecond,
        input.actor,
        input.reason,
      ],
    );
    if (row === undefined) throw new Error('The replay job was not written');
    return row;
  });
}

/** Takes over running jobs whose instance has not been heard of for `silentMs`: it died, or lost its database or broker. */
export function takeAbandonedJobs(pool: Pool, silentMs: number): Promise<JobRow[]> {
  return transaction(pool, (session) =>
    session.sql<JobRow>(
      `UPDATE replay_jobs SET updated_at = now()
        WHERE state = 'running' AND updated_at < now() - interval '1 ms' * $1::float8 RETURNING *`,
      [silentMs],
    ),
  );
}

/** One job; undefined when there is none of that id. */
export async function loadJob(pool: Pool, id: string): Promise<JobRow | undefined> {
  const [row] = await transaction(pool, (session) =>
    session.sql<JobRow>('SELECT * FROM replay_jobs WHERE id = $1', [id]),
  );
  return row;
}

/** Keeps how far a job is. Returns whether it goes on: it does not when it has been cancelled meanwhile. */
export async function saveProgress(pool: Pool, id: string, tally: Tally): Promise<boolean> {
  const [row] = await transaction(pool, (session) =>
    session.sql<{ state: string }>(
      'UPDATE replay_jobs SET tally = $2, updated_at = now() WHERE id = $1 RETURNING state',
      [id, storableJson(tally)],
    ),
  );
  return row?.state === 'running';
}

/** Ends a running job; one that has ended stays as it is. */
export async function endJob(pool: Pool, id: string, state: 'completed' | 'cancelled' | 'failed'): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE replay_jobs SET state = $2, ended_at = now(), updated_at = now() WHERE id = $1 AND state = 'running'`,
      [id, state],
    ),
  );
}
