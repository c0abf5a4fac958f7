import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { BalanceLine, RailName } from '../domain/payment-reading.ts';
import { statementOf } from './tables.ts';

/** Keeps a page of the provider's lines as it lists them now: one statement with one value, however many they are. */
export async function keepLines(
  tx: Tx,
  provider: RailName,
  runId: string,
  lines: readonly BalanceLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(
    statementOf(raw`
      INSERT INTO balance_lines (provider, ref, kind, source_ref, amount_minor, fee_minor, currency, occurred_at, available_at,
                                 payout_ref, run_id)
      SELECT ${provider}, l.ref, l.kind, l."sourceRef", l."amountMinor", l."feeMinor", l.currency, l."occurredAt", l."availableAt",
             l."payoutRef", ${runId}::uuid
        FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS l (ref text, kind text, "sourceRef" text, "amountMinor" bigint,
             "feeMinor" bigint, currency text, "occurredAt" timestamptz, "availableAt" timestamptz, "payoutRef" text)
      ON CONFLICT (tenant_id, provider, ref) DO UPDATE SET
        kind = excluded.kind, source_ref = excluded.source_ref, amount_minor = excluded.amount_minor,
        fee_minor = excluded.fee_minor, currency = excluded.currency, occurred_at = excluded.occurred_at,
        available_at = excluded.available_at, payout_ref = coalesce(excluded.payout_ref, balance_lines.payout_ref),
        run_id = excluded.run_id`),
  );
}

/** Those of a page's lines that the ledger has: one probe of its index a line. */
export async function postedAmong(tx: Tx, provider: RailName, refs: readonly string[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const rows = await tx.rows(
    statementOf(raw<{ ref: string }>`
      SELECT r.ref FROM unnest(${[...refs]}::text[]) AS r(ref), LATERAL (
        SELECT 1 FROM postings p WHERE p.provider = ${provider} AND p.balance_ref = r.ref LIMIT 1) posted`),
  );
  return new Set(rows.map(({ ref }) => ref));
}
