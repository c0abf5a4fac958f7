import type { Tx } from '@loop/runtime';
import type { BalanceLine, RailName } from '../domain/payment-reading.ts';
import { sql } from './tables.ts';

/** Keeps a page of the provider's lines as it lists them now. */
export async function keepLines(
  tx: Tx,
  provider: RailName,
  runId: string,
  lines: readonly BalanceLine[],
): Promise<void> {
  if (lines.length === 0) return;
  await tx.run(
    sql
      .insertInto('balance_lines')
      .values(
        lines.map((line) => ({
          provider,
          ref: line.ref,
          kind: line.kind,
          source_ref: line.sourceRef,
          amount_minor: line.amountMinor,
          fee_minor: line.feeMinor,
          currency: line.currency,
          occurred_at: line.occurredAt,
          available_at: line.availableAt,
          payout_ref: line.payoutRef,
          run_id: runId,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'ref']).doUpdateSet((row) => ({
          kind: row.ref('excluded.kind'),
          source_ref: row.ref('excluded.source_ref'),
          amount_minor: row.ref('excluded.amount_minor'),
          fee_minor: row.ref('excluded.fee_minor'),
          currency: row.ref('excluded.currency'),
          occurred_at: row.ref('excluded.occurred_at'),
          available_at: row.ref('excluded.available_at'),
          payout_ref: row.fn.coalesce('excluded.payout_ref', 'balance_lines.payout_ref'),
          run_id: row.ref('excluded.run_id'),
        })),
      ),
  );
}

/** Those of a page's lines that the ledger has. */
export async function postedAmong(tx: Tx, provider: RailName, refs: readonly string[]): Promise<ReadonlySet<string>> {
  if (refs.length === 0) return new Set();
  const rows = await tx.rows(
    sql
      .selectFrom('postings')
      .select('balance_ref')
      .where('provider', '=', provider)
      .where('balance_ref', '=', (row) => row.fn.any(row.val([...refs]))),
  );
  return new Set(rows.flatMap((row) => row.balance_ref ?? []));
}
