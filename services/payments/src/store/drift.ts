import type { Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import type { Mode } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import type { DriftTable } from './reconciliation-tables.ts';
import { sql, statementOf } from './tables.ts';

/** Something on which the provider's account and our ledger do not agree. */
export interface Drift {
  readonly provider: RailName;
  readonly kind: DriftTable['kind'];
  /** The provider's balance transaction or payout. */
  readonly ref: string;
  readonly mode: Mode;
  /** What moves the provider's account by its own list, and by our ledger; null where one of them says nothing. */
  readonly listedMinor: number | null;
  readonly bookedMinor: number | null;
  readonly currency: string;
  readonly sourceRef: string | null;
  readonly occurredAt: Date;
  readonly state: DriftTable['state'];
  readonly foundAt: Date;
}

/** The walk whose findings are judged. */
export interface JudgedRun {
  readonly runId: string;
  readonly provider: RailName;
  readonly mode: Mode;
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
}

/** What each posting of a line moves the provider's account by. */
const BOOKED = raw`SELECT p.tenant_id, p.balance_ref, p.source_ref, p.occurred_at, e.currency, sum(e.amount_minor) AS minor
  FROM postings p JOIN posting_entries e USING (tenant_id, posting_id) WHERE e.account = 'asset.provider_clearing'`;

/**
 * Compares all lines of a finished walk with the ledger, in one statement however many they are, and notes what does not agree.
 * A line that the ledger lacks is `pending`: its payment is being read again.
 */
export async function noteBalanceDrift(tx: Tx, { from, mode, now, provider, runId, to }: JudgedRun): Promise<void> {
  await compareWhole(tx);
  const booked = raw`${BOOKED} AND p.provider = ${provider} AND p.occurred_at >= ${from} AND p.occurred_at < ${to}
    AND p.balance_ref IS NOT NULL GROUP BY 1, 2, 3, 4, 5`;
  await tx.run(
    statementOf(raw`
    WITH booked AS MATERIALIZED (${booked}),
      listed AS MATERIALIZED (SELECT * FROM balance_lines
         WHERE provider = ${provider} AND run_id = ${runId} AND occurred_at >= ${from} AND occurred_at < ${to}),
      found AS (
        SELECT CASE l.kind WHEN 'other' THEN 'not_understood' ELSE 'unposted' END AS kind, l.ref,
               l.amount_minor - l.fee_minor AS listed, NULL::bigint AS booked, l.currency, l.source_ref, l.occurred_at
          FROM listed l LEFT JOIN postings p ON p.tenant_id = l.tenant_id AND p.provider = l.provider AND p.balance_ref = l.ref
         WHERE p.posting_id IS NULL
        UNION ALL
        SELECT 'amount_differs', l.ref, l.amount_minor - l.fee_minor, b.minor, l.currency, l.source_ref, l.occurred_at
          FROM listed l JOIN booked b ON b.tenant_id = l.tenant_id AND b.balance_ref = l.ref
         WHERE b.minor <> l.amount_minor - l.fee_minor OR b.currency <> l.currency
        UNION ALL
        SELECT 'not_listed', b.balance_ref, NULL, b.minor, b.currency, b.source_ref, b.occurred_at
          FROM booked b LEFT JOIN listed l ON l.tenant_id = b.tenant_id AND l.ref = b.balance_ref
         WHERE l.ref IS NULL)
    ${insertFound({ mode, now, provider, runId })}`),
  );
  await resolveUnseen(tx, { from, now, provider, runId, to });
}

/**
 * Whole windows are compared, so each row is read once: without statistics of a table that has just grown the planner would go
 * through all of it for every line.
 */
async function compareWhole(tx: Tx): Promise<void> {
  await tx.run(statementOf(raw`SET LOCAL enable_nestloop = off`));
}

/** Compares paid payouts with the lines they are made of. */
export async function notePayoutDrift(tx: Tx, { from, mode, now, provider, runId, to }: JudgedRun): Promise<void> {
  await tx.run(
    statementOf(raw`
    WITH found AS (
      SELECT 'payout_differs' AS kind, p.ref, p.amount_minor AS listed, sum(l.amount_minor - l.fee_minor)::bigint AS booked,
             p.currency, p.ref AS source_ref, p.arrives_at AS occurred_at
        FROM payouts p LEFT JOIN balance_lines l ON l.tenant_id = p.tenant_id AND l.provider = p.provider
         AND l.payout_ref = p.ref AND l.kind NOT IN ('payout', 'payout_failure')
       WHERE p.provider = ${provider} AND p.run_id = ${runId} AND p.itemised AND p.status = 'paid'
       GROUP BY p.tenant_id, p.ref, p.amount_minor, p.currency, p.arrives_at
      HAVING sum(l.amount_minor - l.fee_minor) IS DISTINCT FROM p.amount_minor)
    ${insertFound({ mode, now, provider, runId })}`),
  );
  await tx.run(
    statementOf(raw`UPDATE drift SET state = 'resolved', resolved_at = ${now}
    WHERE provider = ${provider} AND kind = 'payout_differs' AND state <> 'resolved' AND run_id <> ${runId}
      AND occurred_at >= ${from} AND occurred_at < ${to}`),
  );
}

/** What was found before keeps when it was found; what comes back after it was resolved is found anew. */
function insertFound({ mode, now, provider, runId }: Pick<JudgedRun, 'mode' | 'now' | 'provider' | 'runId'>) {
  return raw`
    INSERT INTO drift (provider, kind, ref, mode, listed_minor, booked_minor, currency, source_ref, occurred_at, run_id, state, found_at)
    SELECT ${provider}, kind, ref, ${mode}, listed, booked, currency, source_ref, occurred_at, ${runId}::uuid,
           CASE kind WHEN 'unposted' THEN 'pending' ELSE 'unexplained' END, ${now}::timestamptz
      FROM found
    ON CONFLICT (tenant_id, provider, kind, ref) DO UPDATE SET
      listed_minor = excluded.listed_minor, booked_minor = excluded.booked_minor, run_id = excluded.run_id,
      state = CASE WHEN drift.state = 'resolved' THEN excluded.state ELSE drift.state END,
      found_at = CASE WHEN drift.state = 'resolved' THEN excluded.found_at ELSE drift.found_at END,
      resolved_at = NULL`;
}

/** What a walk over the same time does not find any more is resolved. */
async function resolveUnseen(tx: Tx, { from, now, provider, runId, to }: Omit<JudgedRun, 'mode'>): Promise<void> {
  await tx.run(
    statementOf(raw`UPDATE drift SET state = 'resolved', resolved_at = ${now}
    WHERE provider = ${provider} AND kind <> 'payout_differs' AND state <> 'resolved' AND run_id <> ${runId}
      AND occurred_at >= ${from} AND occurred_at < ${to}`),
  );
}

/** Resolves what was pending and is booked by now; resolves to whether anything was. */
export async function resolvePosted(tx: Tx, now: Date): Promise<boolean> {
  const resolved = await tx.run(
    statementOf(raw`UPDATE drift d SET state = 'resolved', resolved_at = ${now}
    WHERE d.state <> 'resolved' AND d.kind = 'unposted' AND EXISTS (SELECT 1 FROM postings p
      WHERE p.tenant_id = d.tenant_id AND p.provider = d.provider AND p.balance_ref = d.ref)`),
  );
  return resolved > 0;
}

/** What has been pending since before `foundBefore` has no explanation; resolves to what that is true of now. */
export async function giveUpPending(tx: Tx, foundBefore: Date): Promise<readonly Drift[]> {
  const rows = await tx.rows(
    sql
      .updateTable('drift')
      .set({ state: 'unexplained' })
      .where('state', '=', 'pending')
      .where('found_at', '<', foundBefore)
      .returningAll(),
  );
  return rows.map(driftOf);
}

/** All that does not agree, the newest finding first. */
export async function openDrift(tx: Tx, limit: number): Promise<readonly Drift[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('drift')
      .selectAll()
      .where('state', '<>', 'resolved')
      .orderBy('found_at', 'desc')
      .orderBy('ref')
      .limit(limit),
  );
  return rows.map(driftOf);
}

/** How much of a provider's account does not agree. */
export interface OpenDrift {
  readonly pending: number;
  readonly unexplained: number;
  /** Of the unexplained, what was found at the given moment: what nobody was told of yet. */
  readonly foundNow: number;
  /** When the oldest of it happened; null when all agrees. */
  readonly oldestAt: Date | null;
}

/** How much of a provider's account does not agree, and how much of that was found at `now`. */
export async function openDriftOf(tx: Tx, provider: RailName, now: Date): Promise<OpenDrift> {
  const row = await tx.first(
    sql
      .selectFrom('drift')
      .select((row) => [
        row.fn.countAll<number>().filterWhere('state', '=', 'pending').as('pending'),
        row.fn.countAll<number>().filterWhere('state', '=', 'unexplained').as('unexplained'),
        row.fn
          .countAll<number>()
          .filterWhere('state', '=', 'unexplained')
          .filterWhere('found_at', '=', now)
          .as('found_now'),
        row.fn.min('occurred_at').as('oldest_at'),
      ])
      .where('provider', '=', provider)
      .where('state', '<>', 'resolved'),
  );
  const { found_now: foundNow = 0, oldest_at: oldestAt = null, pending = 0, unexplained = 0 } = row ?? {};
  return { pending, unexplained, foundNow, oldestAt };
}

function driftOf(row: Selectable<DriftTable>): Drift {
  return {
    provider: row.provider,
    kind: row.kind,
    ref: row.ref,
    mode: row.mode,
    listedMinor: row.listed_minor,
    bookedMinor: row.booked_minor,
    currency: row.currency,
    sourceRef: row.source_ref,
    occurredAt: row.occurred_at,
    state: row.state,
    foundAt: row.found_at,
  };
}
