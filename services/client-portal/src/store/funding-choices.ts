import type { Tx } from '@loop/runtime';
import type { FundingChoice } from '../domain/milestone-money.ts';
import { db } from './tables.ts';

/** Keeps the client's newest choice of how a milestone is funded. */
export async function keepFundingChoice(
  tx: Tx,
  key: { readonly contractId: string; readonly milestoneId: string },
  { method, selectedAt }: FundingChoice,
): Promise<void> {
  const chosen = { funding_method: method, selected_at: selectedAt };
  await tx.run(
    db
      .insertInto('funding_choices')
      .values({ contract_id: key.contractId, milestone_id: key.milestoneId, ...chosen })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'milestone_id']).doUpdateSet(chosen)),
  );
}

/** The choices a client made in a contract, by milestone. */
export async function fundingChoicesOf(tx: Tx, contractId: string): Promise<ReadonlyMap<string, FundingChoice>> {
  const rows = await tx.rows(db.selectFrom('funding_choices').selectAll().where('contract_id', '=', contractId));
  return new Map(rows.map((row) => [row.milestone_id, { method: row.funding_method, selectedAt: row.selected_at }]));
}
