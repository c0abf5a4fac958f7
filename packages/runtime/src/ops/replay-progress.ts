import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';
import { countOutcomes, listOutcomes } from '../replay/outcomes.ts';
import { countLetters } from '../replay/redrive.ts';
import type { JobRow } from '../replay/replay-rows.ts';

const MAX_ERRORS = 20;

/** A job and how far it is, as `loop` is told. */
export async function progressOf(pool: Pool, job: JobRow) {
  const counts = await countsOf(pool, job);
  const { alreadyHandled, handled, held, invalid, unknown, failed, neverHandled } = counts;
  return {
    replayId: job.id,
    name: job.name,
    mode: job.mode,
    subject: job.subject,
    state: job.state,
    stateReason: job.state_reason,
    total: job.expected,
    ...counts,
    read: alreadyHandled + handled + held + invalid + unknown + failed + neverHandled,
    notWanted: job.tally.notWanted ?? 0,
    errors: await firstErrors(pool, job),
    effects: await effectsOf(pool, job),
    stream: job.stream,
    doneThrough: job.done_through,
    lastSequence: job.last_sequence,
    ratePerSecond: job.rate_per_second,
    actor: job.actor,
    reason: job.reason,
    startedAt: job.started_at.toISOString(),
    endedAt: job.ended_at?.toISOString() ?? null,
  };
}

async function countsOf(pool: Pool, job: JobRow) {
  if (job.mode === 'redrive') {
    const { skipped = 0, processed = 0, held = 0, failed = 0 } = await countLetters(pool, job.id);
    return { alreadyHandled: skipped, handled: processed, held, invalid: 0, unknown: 0, failed, neverHandled: 0 };
  }
  const counts = await countOutcomes(pool, job.id);
  return {
    alreadyHandled: counts.skipped ?? 0,
    handled: (counts.processed ?? 0) + (job.tally.handled ?? 0),
    held: counts.held ?? 0,
    invalid: counts.invalid ?? 0,
    unknown: counts.unknown ?? 0,
    failed: counts.failed ?? 0,
    neverHandled: counts.never_handled ?? 0,
  };
}

async function firstErrors(pool: Pool, job: JobRow): Promise<string[]> {
  if (job.mode === 'redrive') return [];
  const page = { limit: MAX_ERRORS, cursor: null };
  const kinds = await Promise.all(
    ['failed', 'invalid', 'unknown'].map((outcome) => listOutcomes(pool, job.id, { ...page, outcome })),
  );
  return kinds
    .flat()
    .slice(0, MAX_ERRORS)
    .map((row) => `#${row.place}: ${row.detail ?? row.outcome}`.slice(0, 500));
}

async function effectsOf(pool: Pool, job: JobRow): Promise<Record<string, number>> {
  if (job.mode !== 'reprocess') return {};
  const rows = await transaction(pool, (session) =>
    session.sql<{ state: string; n: number }>(
      'SELECT state, count(*) AS n FROM effects WHERE replay_id = $1 GROUP BY state',
      [job.id],
    ),
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}
