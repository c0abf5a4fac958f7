import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { storableJson, storableText } from '../db/storable-text.ts';
import type { EffectRow } from './effect-row.ts';
import type { FinalOutcome, Outcome } from './outcome.ts';

/** Wait between two questions about an `unknown` effect. */
const ASK_AGAIN_AFTER = `least(interval '2 s' * power(2, least(e.asked, 12)), interval '1 hour')`;

/** Shortest wait after a provider asked to wait, whatever time it named: `Retry-After: 0` is common. */
const MIN_WAIT_MS = 1_000;

/** An outcome after which the effect is free to be tried again. */
export type Retriable = Extract<Outcome, { outcome: 'rate_limited' | 'not_sent' }>;

/** What became of one effect's last attempt. */
export interface Written<O> {
  readonly row: EffectRow;
  readonly outcome: O;
}

const idsOf = (written: readonly Written<unknown>[]): string[] => written.map(({ row }) => row.id);
const attemptsOf = (written: readonly Written<unknown>[]): number[] => written.map(({ row }) => row.attempts);
const reasonOf = (outcome: FinalOutcome): string | null =>
  outcome.outcome === 'done' ? null : storableText(outcome.reason);
const resultOf = (outcome: Outcome): string | null =>
  outcome.outcome === 'done' ? storableJson(outcome.result) : null;

/**
 * Ends effects by what became of their last attempts, unless they have ended since: an answer that comes after the lease is
 * still the truth, whoever holds the effect by then. That an outcome is `unknown` only its holder can say. Resolves to the ids
 * of those it ended. No id may come twice.
 */
export async function writeEnds(
  session: Session,
  holder: string,
  ends: readonly Written<FinalOutcome>[],
): Promise<ReadonlySet<string>> {
  const ended = await session.sql<{ id: string }>(
    `UPDATE effects e SET state = u.state, reason = u.reason, result = u.result::jsonb, lease_until = NULL,
       not_before = now() + interval '2 s' * power(2, least(e.asked, 10)),
       ended_at = CASE WHEN u.state = 'unknown' THEN NULL ELSE now() END
     FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) AS u(id, attempts, was, state, reason, result)
     WHERE e.id = u.id AND e.attempts = u.attempts
       AND ((e.lease_holder = $1::uuid AND e.state = u.was)
         OR (e.state IN ('ready', 'claimed', 'unknown') AND u.state <> 'unknown')) RETURNING e.id`,
    [
      holder,
      idsOf(ends),
      attemptsOf(ends),
      ends.map(({ row }) => row.state),
      ends.map(({ outcome }) => outcome.outcome),
      ends.map(({ outcome }) => reasonOf(outcome)),
      ends.map(({ outcome }) => resultOf(outcome)),
    ],
  );
  return new Set(ended.map((row) => row.id));
}

/**
 * Puts effects back to be tried again, not before the given wait or time, unless their last attempts are not these any more or
 * they have ended: that nothing was sent stays true when it is said late.
 */
export function writeRetries(session: Session, retries: readonly Written<Retriable>[]): Promise<unknown> {
  return session.sql(
    `UPDATE effects e SET state = 'ready', reason = u.reason, lease_until = NULL,
       not_before = now() + interval '1 ms' * u.delay_ms
     FROM unnest($1::uuid[], $2::int[], $3::text[], $4::float8[]) AS u(id, attempts, reason, delay_ms)
     WHERE e.id = u.id AND e.attempts = u.attempts AND e.state IN ('claimed', 'unknown')`,
    [
      idsOf(retries),
      attemptsOf(retries),
      retries.map(({ outcome }) => (outcome.outcome === 'not_sent' ? storableText(outcome.reason) : 'rate_limited')),
      retries.map(({ row, outcome }) =>
        outcome.outcome === 'rate_limited' ? untilMs(outcome.until) : retryDelayMs(row.attempts),
      ),
    ],
  );
}

/** Counts questions about `unknown` effects that brought nothing, and sets the time of the next. */
export function writeAskedInVain(
  session: Session,
  holder: string,
  asked: readonly Written<Outcome>[],
): Promise<unknown> {
  return session.sql(
    `UPDATE effects e SET asked = e.asked + 1, lease_until = NULL,
       not_before = now() + coalesce(interval '1 ms' * u.delay_ms, ${ASK_AGAIN_AFTER})
     FROM unnest($2::uuid[], $3::float8[]) AS u(id, delay_ms)
     WHERE e.id = u.id AND e.lease_holder = $1::uuid AND e.state = 'unknown'`,
    [
      holder,
      idsOf(asked),
      asked.map(({ outcome }) => (outcome.outcome === 'rate_limited' ? untilMs(outcome.until) : null)),
    ],
  );
}

/**
 * Leaves an effect `unknown` whose outcome could not be settled, with the reason and, where it was done, its result, so that
 * an operator sees it. Where the provider can be asked, it is asked again after growing waits.
 */
export async function recordUnsettled(pool: Pool, row: EffectRow, outcome: Outcome, error: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE effects e SET state = 'unknown', reason = $3, result = $4, lease_until = NULL, asked = e.asked + 1,
         not_before = now() + ${ASK_AGAIN_AFTER}
        WHERE e.id = $1 AND e.attempts = $2 AND e.state IN ('claimed', 'unknown')`,
      [row.id, row.attempts, storableText(`${outcome.outcome}, not settled: ${error}`, 500), resultOf(outcome)],
    ),
  );
}

/** Wait in ms after `attempts` attempts that surely did nothing: 1 s, doubled each time, at most 5 min. */
function retryDelayMs(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, attempts - 1), 300_000);
}

/** Wait in ms until the time a provider named; the shortest where it named none that is one. */
function untilMs(until: Date): number {
  return Math.max(until.getTime() - Date.now() || 0, MIN_WAIT_MS);
}
