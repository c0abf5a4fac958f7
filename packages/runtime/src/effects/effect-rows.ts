import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { storableJson, storableText } from '../db/storable-text.ts';
import type { FinalOutcome, Outcome } from './outcome.ts';

/** Time a provider call may take. */
export const CALL_TIMEOUT_MS = 15_000;

/** Time a claimed effect is its worker's; with room for reading, asking and recording around the call. */
export const EFFECT_LEASE_MS = 25_000;

/** Attempts after which an effect that could never be sent is given up. */
export const MAX_EFFECT_ATTEMPTS = 12;

/** A row of `effects` as its worker sees it. */
export interface EffectRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly provider: string;
  readonly key: string;
  readonly generation: number;
  readonly intent: unknown;
  readonly state: string;
  readonly attempts: number;
  readonly asked: number;
  readonly reason: string | null;
  readonly result: unknown;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly traceparent: string | null;
}

/** Wait between two questions about an `unknown` effect. */
const ASK_AGAIN_AFTER = `least(interval '2 s' * power(2, least(asked, 12)), interval '1 hour')`;

/** Shortest wait after a provider asked to wait, whatever time it named: `Retry-After: 0` is common. */
const MIN_WAIT_MS = 1_000;

const CLAIM_SET = `state = 'claimed', attempts = e.attempts + 1, lease_holder = $1::uuid,
  lease_until = now() + interval '1 ms' * ${EFFECT_LEASE_MS}`;
const READY = `c.state = 'ready' AND c.not_before <= now()`;
const NOT_PAUSED = `NOT EXISTS (SELECT 1 FROM pauses p
  WHERE (p.provider IS NULL OR p.provider = c.provider) AND (p.tenant_id IS NULL OR p.tenant_id = c.tenant_id))`;

/**
 * Who claims, and which kinds of effects it knows: others are a newer version's, which must not be kept from performing
 * them.
 */
export interface Claimant {
  readonly holder: string;
  readonly kinds: readonly string[];
}

/** Leases up to `limit` due effects that are not paused. `domainNow` decides what is due. */
export function claimDue(pool: Pool, claimant: Claimant, domainNow: Date, limit: number): Promise<EffectRow[]> {
  return transaction(pool, (session) =>
    session.sql<EffectRow>(
      `UPDATE effects e SET ${CLAIM_SET}
       FROM (SELECT id FROM effects c WHERE ${READY} AND c.name = ANY($4::text[]) AND c.due_at <= $2 AND ${NOT_PAUSED}
             ORDER BY c.due_at, c.id LIMIT $3 FOR UPDATE SKIP LOCKED) due
       WHERE e.id = due.id RETURNING e.*`,
      [claimant.holder, domainNow.toISOString(), limit, claimant.kinds],
    ),
  );
}

/** Leases one effect by id, where it is free. */
export async function claimOne(pool: Pool, claimant: Claimant, id: string): Promise<EffectRow | undefined> {
  const [row] = await transaction(pool, (session) =>
    session.sql<EffectRow>(
      `UPDATE effects e SET ${CLAIM_SET}
       FROM (SELECT id FROM effects c WHERE c.id = $2 AND ${READY} AND c.name = ANY($3::text[]) AND ${NOT_PAUSED} FOR UPDATE SKIP LOCKED) due
       WHERE e.id = due.id RETURNING e.*`,
      [claimant.holder, id, claimant.kinds],
    ),
  );
  return row;
}

/** Leases one effect of each provider whose breaker is due for a probe; the next probe comes a minute later. */
export function claimProbes(pool: Pool, claimant: Claimant, domainNow: Date): Promise<EffectRow[]> {
  return transaction(pool, (session) =>
    session.sql<EffectRow>(
      `WITH due AS (UPDATE pauses SET probe_at = now() + interval '60 s'
                     WHERE kind = 'breaker' AND probe_at <= now() RETURNING provider),
         free AS (SELECT DISTINCT ON (c.provider) c.id FROM effects c JOIN due ON due.provider = c.provider
                   WHERE ${READY} AND c.name = ANY($3::text[]) AND c.due_at <= $2 AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.kind = 'operator'
                     AND (p.provider IS NULL OR p.provider = c.provider) AND (p.tenant_id IS NULL OR p.tenant_id = c.tenant_id))
                   ORDER BY c.provider, c.due_at)
       UPDATE effects e SET ${CLAIM_SET} FROM free WHERE e.id = free.id AND e.state = 'ready' RETURNING e.*`,
      [claimant.holder, domainNow.toISOString(), claimant.kinds],
    ),
  );
}

/** Leases effects that nobody knows the end of: leases that ran out, and `unknown` ones due to be asked about. */
export function claimLost(pool: Pool, claimant: Claimant, reconcilable: readonly string[]): Promise<EffectRow[]> {
  return transaction(pool, (session) =>
    session.sql<EffectRow>(
      `UPDATE effects e SET lease_holder = $1::uuid, lease_until = now() + interval '1 ms' * ${EFFECT_LEASE_MS}
       FROM (SELECT id FROM effects c
              WHERE (c.state = 'claimed' AND c.name = ANY($3::text[]) AND c.lease_until < now())
                 OR (c.state = 'unknown' AND c.name = ANY($2::text[]) AND c.not_before <= now()
                     AND coalesce(c.lease_until, '-infinity') < now())
              ORDER BY c.not_before LIMIT 50 FOR UPDATE SKIP LOCKED) lost
       WHERE e.id = lost.id RETURNING e.*`,
      [claimant.holder, reconcilable, claimant.kinds],
    ),
  );
}

/**
 * Ends an effect by what became of its last attempt, unless it has ended since: an answer that comes after the lease is still
 * the truth, whoever holds the effect by then. That an outcome is `unknown` only its holder can say. Returns whether it ended it.
 */
export async function recordEnd(
  session: Session,
  row: EffectRow,
  holder: string,
  outcome: FinalOutcome,
): Promise<boolean> {
  const ended = await session.sql(
    `UPDATE effects SET state = $3, reason = $4, result = $5, lease_until = NULL,
       not_before = now() + interval '2 s' * power(2, least(asked, 10)),
       ended_at = CASE WHEN $3 = 'unknown' THEN NULL ELSE now() END
     WHERE id = $1 AND attempts = $7
       AND ((lease_holder = $2::uuid AND state = $6)
         OR (state IN ('ready', 'claimed', 'unknown') AND $3 <> 'unknown')) RETURNING 1`,
    [
      row.id,
      holder,
      outcome.outcome,
      outcome.outcome === 'done' ? null : storableText(outcome.reason),
      outcome.outcome === 'done' ? storableJson(outcome.result) : null,
      row.state,
      row.attempts,
    ],
  );
  return ended.length > 0;
}

/**
 * Leaves an effect `unknown` whose outcome could not be settled, with the reason and, where it was done, its result, so that
 * an operator sees it. Where the provider can be asked, it is asked again after growing waits.
 */
export async function recordUnsettled(pool: Pool, row: EffectRow, outcome: FinalOutcome, error: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE effects SET state = 'unknown', reason = $3, result = $4, lease_until = NULL, asked = asked + 1,
         not_before = now() + ${ASK_AGAIN_AFTER}
        WHERE id = $1 AND attempts = $2 AND state IN ('claimed', 'unknown')`,
      [
        row.id,
        row.attempts,
        storableText(`${outcome.outcome}, not settled: ${error}`, 500),
        outcome.outcome === 'done' ? storableJson(outcome.result) : null,
      ],
    ),
  );
}

/**
 * Puts an effect back to be tried again, not before the given wait or time, unless its last attempt is not this one any more or
 * it has ended: that nothing was sent stays true when it is said late.
 */
export async function recordRetry(pool: Pool, row: EffectRow, outcome: Retriable): Promise<void> {
  const delayMs = outcome.outcome === 'rate_limited' ? untilMs(outcome.until) : retryDelayMs(row.attempts);
  const reason = outcome.outcome === 'rate_limited' ? 'rate_limited' : storableText(outcome.reason);
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE effects SET state = 'ready', reason = $3, not_before = now() + interval '1 ms' * $4::float8, lease_until = NULL
        WHERE id = $1 AND attempts = $2 AND state IN ('claimed', 'unknown')`,
      [row.id, row.attempts, reason, delayMs],
    ),
  );
}

/** Counts a question about an `unknown` effect that brought nothing, and sets the time of the next. */
export async function recordStillUnknown(
  pool: Pool,
  row: EffectRow,
  holder: string,
  until: Date | null,
): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `UPDATE effects SET asked = asked + 1, lease_until = NULL,
         not_before = now() + coalesce(interval '1 ms' * $3::float8, ${ASK_AGAIN_AFTER})
        WHERE id = $1 AND lease_holder = $2::uuid AND state = 'unknown'`,
      [row.id, holder, until === null ? null : untilMs(until)],
    ),
  );
}

/** An outcome after which the effect is free to be tried again. */
export type Retriable = Extract<Outcome, { outcome: 'rate_limited' | 'not_sent' }>;

/** Wait in ms after `attempts` attempts that surely did nothing: 1 s, doubled each time, at most 5 min. */
export function retryDelayMs(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.max(0, attempts - 1), 300_000);
}

/** Wait in ms until the time a provider named; the shortest where it named none that is one. */
function untilMs(until: Date): number {
  return Math.max(until.getTime() - Date.now() || 0, MIN_WAIT_MS);
}
