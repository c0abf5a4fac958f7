import type { Tx } from '@loop/runtime';
import type { RailName } from '../domain/payment-reading.ts';
import type { PayoutReading } from '../providers/payment-rail.ts';
import { sql } from './tables.ts';

/** Keeps payouts as the provider lists them now. */
export async function keepPayouts(
  tx: Tx,
  provider: RailName,
  runId: string,
  payouts: readonly PayoutReading[],
): Promise<void> {
  if (payouts.length === 0) return;
  await tx.run(
    sql
      .insertInto('payouts')
      .values(
        payouts.map((payout) => ({
          provider,
          ref: payout.ref,
          status: payout.status,
          amount_minor: payout.amountMinor,
          currency: payout.currency,
          arrives_at: payout.arrivesAt,
          itemised: payout.balanceRefs !== null,
          run_id: runId,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'ref']).doUpdateSet((row) => ({
          status: row.ref('excluded.status'),
          arrives_at: row.ref('excluded.arrives_at'),
          itemised: row.ref('excluded.itemised'),
          run_id: row.ref('excluded.run_id'),
        })),
      ),
  );
}

/** Notes which lines a payout is made of; lines not listed yet are noted when they are. */
export async function assignToPayout(
  tx: Tx,
  provider: RailName,
  payoutRef: string,
  balanceRefs: readonly string[],
): Promise<void> {
  await tx.run(
    sql
      .updateTable('balance_lines')
      .set({ payout_ref: payoutRef })
      .where('provider', '=', provider)
      .where('ref', '=', (row) => row.fn.any(row.val([...balanceRefs])))
      .where('payout_ref', 'is', null),
  );
}

/** Settles the captured payments whose charges are among the lines of a paid payout. */
export async function settlePaidOut(tx: Tx, provider: RailName, balanceRefs: readonly string[]): Promise<void> {
  await tx.run(
    sql
      .updateTable('payments')
      .set((row) => ({ state: 'settled' as const, revision: row('revision', '+', 1) }))
      .where('state', '=', 'captured')
      .where('milestone_id', 'in', (row) =>
        row
          .selectFrom('postings')
          .select('milestone_id')
          .$narrowType<{ milestone_id: string }>()
          .where('provider', '=', provider)
          .where('operation', '=', 'charge')
          .where('balance_ref', '=', (refs) => refs.fn.any(refs.val([...balanceRefs]))),
      ),
  );
}
