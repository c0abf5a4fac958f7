import type { PreviewForgetting, Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { sql } from './tables.ts';

const among = (ids: readonly string[]) => raw<string>`any(${ids}::uuid[])`;

/** Stands in the place of a title whose client is forgotten. */
export const ERASED_TITLE = 'Milestone';

/** Remembers opportunities whose author is forgotten. */
export async function rememberForgotten(tx: Tx, opportunityIds: readonly string[], forgottenAt: Date): Promise<void> {
  if (opportunityIds.length === 0) return;
  await tx.run(
    sql
      .insertInto('forgotten_opportunities')
      .values(opportunityIds.map((opportunity_id) => ({ opportunity_id, forgotten_at: forgottenAt })))
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Whether an opportunity's author is forgotten. */
export async function isForgotten(tx: Tx, opportunityId: string): Promise<boolean> {
  const row = await tx.first(
    sql.selectFrom('forgotten_opportunities').select('opportunity_id').where('opportunity_id', '=', opportunityId),
  );
  return row !== undefined;
}

/** Contracts that came of opportunities: they go under the same correlation. */
function contractsOf(tx: Tx, opportunityIds: readonly string[]) {
  return tx.rows(
    sql
      .selectFrom('contracts')
      .select(['contract_id', 'correlation_id', 'signed_version'])
      .where('correlation_id', '=', among(opportunityIds)),
  );
}

/** Erases the titles of milestones of contracts that were not signed. Resolves to those contracts, and to the signed ones' correlations. */
export async function eraseTitles(
  tx: Tx,
  opportunityIds: readonly string[],
): Promise<{ readonly erasedIds: readonly string[]; readonly keptCorrelationIds: readonly string[] }> {
  const contracts = await contractsOf(tx, opportunityIds);
  const erasedIds = contracts.filter((row) => row.signed_version === null).map((row) => row.contract_id);
  await tx.run(sql.updateTable('payments').set({ title: ERASED_TITLE }).where('contract_id', '=', among(erasedIds)));
  const kept = contracts.filter((row) => row.signed_version !== null);
  return { erasedIds, keptCorrelationIds: kept.map((row) => row.correlation_id) };
}

/** Counts what {@link eraseTitles} erases, and names the money that stays. */
export const previewForgetting: PreviewForgetting = async (tx, { opportunityIds }) => {
  const contracts = await contractsOf(tx, opportunityIds);
  const unsigned = contracts.filter((row) => row.signed_version === null);
  const signed = contracts.filter((row) => row.signed_version !== null);
  const titles = await tx.rows(
    sql
      .selectFrom('payments')
      .select('milestone_id')
      .where('contract_id', '=', among(unsigned.map((row) => row.contract_id))),
  );
  const basis = 'GDPR Art. 17(3)(b): bookkeeping law; ids, titles and figures, no name or address';
  return {
    erased: { payments: titles.length },
    kept: signed.length === 0 ? [] : [{ what: 'payments and ledger of signed contracts', rows: signed.length, basis }],
    keptCorrelationIds: signed.map((row) => row.correlation_id),
  };
};
