import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { storableText } from '../db/storable-text.ts';
import type { Verdict } from '../inbox/verdict.ts';

/** What became of an event of a replay. */
export type Outcome = 'processed' | 'skipped' | 'held' | 'invalid' | 'unknown' | 'failed' | 'never_handled';

/** The outcome of one event, by its place in the stream. */
export interface EventOutcome {
  readonly streamSequence: number;
  readonly eventId: string | null;
  readonly outcome: Outcome;
  readonly detail: string | null;
}

/** An outcome as it is shown. */
export interface OutcomeRow {
  readonly place: string;
  readonly event_id: string | null;
  readonly outcome: string;
  readonly detail: string | null;
  readonly at: Date | null;
}

const MAX_DETAIL = 500;

const OF_VERDICT: Readonly<Record<Verdict, Outcome>> = {
  handled: 'processed',
  duplicate: 'skipped',
  held: 'held',
  conflict: 'failed',
  never_handled: 'never_handled',
};

/** The outcome of an event by its verdict. */
export function outcomeOf(streamSequence: number, eventId: string, verdict: Verdict): EventOutcome {
  const detail = verdict === 'conflict' ? 'The same event id has been handled with another payload' : null;
  return { streamSequence, eventId, outcome: OF_VERDICT[verdict], detail };
}

/** Writes outcomes in the caller's transaction. An event that has one keeps it: a job does an event once. */
export function writeOutcomes(session: Session, jobId: string, outcomes: readonly EventOutcome[]): void {
  if (outcomes.length === 0) return;
  void session.sql(
    `INSERT INTO replay_outcomes (job_id, stream_seq, event_id, outcome, detail)
     SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING`,
    [
      jobId,
      outcomes.map((one) => one.streamSequence),
      outcomes.map((one) => one.eventId),
      outcomes.map((one) => one.outcome),
      outcomes.map((one) => (one.detail === null ? null : storableText(one.detail, MAX_DETAIL))),
    ],
  );
}

/** Those of the places that have an outcome already: what is delivered twice is not done twice. */
export async function placesDone(pool: Pool, jobId: string, places: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ stream_seq: number }>(
      'SELECT stream_seq FROM replay_outcomes WHERE job_id = $1 AND stream_seq = ANY($2::bigint[])',
      [jobId, places],
    ),
  );
  return new Set(rows.map((row) => row.stream_seq));
}

/** How many events came to what. */
export async function countOutcomes(pool: Pool, jobId: string): Promise<Partial<Record<Outcome, number>>> {
  const rows = await transaction(pool, (session) =>
    session.sql<{ outcome: Outcome; n: number }>(
      'SELECT outcome, count(*) AS n FROM replay_outcomes WHERE job_id = $1 GROUP BY outcome',
      [jobId],
    ),
  );
  return Object.fromEntries(rows.map((row) => [row.outcome, row.n]));
}

/** Outcomes in the order of the stream, after the place `cursor`; all where `outcome` is null. */
export function listOutcomes(
  pool: Pool,
  jobId: string,
  { outcome, limit, cursor }: { outcome: string | null; limit: number; cursor: string | null },
): Promise<OutcomeRow[]> {
  return transaction(pool, (session) =>
    session.sql<OutcomeRow>(
      `SELECT stream_seq::text AS place, event_id, outcome, detail, at FROM replay_outcomes
        WHERE job_id = $1 AND ($2::text IS NULL OR outcome = $2) AND stream_seq > coalesce($3::bigint, 0)
        ORDER BY stream_seq LIMIT $4`,
      [jobId, outcome, cursor, limit],
    ),
  );
}
