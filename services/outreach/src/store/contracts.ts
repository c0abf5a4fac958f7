import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { type ContractDraft, currentDraft } from '../domain/contract-draft.ts';
import { sql } from './tables.ts';

/** What outreach knows of a contract. */
export interface ContractRow {
  readonly draft: ContractDraft;
  readonly declined: boolean;
}

/** The contract, locked until the transaction ends; undefined when it is not known. */
export async function lockContract(tx: Tx, contractId: string): Promise<ContractRow | undefined> {
  const row = await tx.first(sql.selectFrom('contracts').selectAll().where('contract_id', '=', contractId).forUpdate());
  return row && { draft: currentDraft(row.draft), declined: row.declined_at !== null };
}

/** The contract as it is, unlocked. */
export async function findContract(tx: Tx, contractId: string): Promise<ContractRow | undefined> {
  const row = await tx.first(sql.selectFrom('contracts').selectAll().where('contract_id', '=', contractId));
  return row && { draft: currentDraft(row.draft), declined: row.declined_at !== null };
}

/** Keeps a version of a contract; an older one changes nothing. */
export async function keepContract(tx: Tx, draft: ContractDraft): Promise<void> {
  const { contractId, opportunityId, version } = draft;
  const kept = { version, draft: JSON.stringify(draft) };
  await tx.run(
    sql
      .insertInto('contracts')
      .values({ contract_id: contractId, opportunity_id: opportunityId, declined_at: null, ...kept })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'contract_id']).doUpdateSet(kept).where('contracts.version', '<', version),
      ),
  );
}

/** Records that the client said no: nothing more is written about the contract. */
export async function declineContract(tx: Tx, contractId: string, declinedAt: Date): Promise<void> {
  await tx.run(sql.updateTable('contracts').set({ declined_at: declinedAt }).where('contract_id', '=', contractId));
}

/** Words that stood in a draft. */
const ERASED = 'erased';

/**
 * Erases the words of the drafts for the given opportunities; figures and ids stay, which messages and money refer to. Resolves to
 * the contracts' ids.
 */
export async function eraseDrafts(tx: Tx, opportunityIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('contracts')
      .selectAll()
      .where('opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`)
      .forUpdate(),
  );
  for (const { contract_id, draft } of rows) {
    const milestones = draft.milestones.map((milestone) => ({ ...milestone, title: ERASED }));
    const erased = JSON.stringify({ ...draft, title: ERASED, summary: ERASED, milestones });
    await tx.run(sql.updateTable('contracts').set({ draft: erased }).where('contract_id', '=', contract_id));
  }
  return rows.map((row) => row.contract_id);
}
