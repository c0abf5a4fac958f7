import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { ContractDrafted } from '../domain/contract-draft.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { type ContractsTable, sql } from './tables.ts';

/** What payments knows of a contract. */
export interface ContractRow {
  readonly contractId: string;
  readonly version: number;
  readonly totalMinor: number;
  readonly currency: string;
  readonly correlationId: string;
  readonly signedVersion: number | null;
  readonly declined: boolean;
  /** The rail the client chose; the first one until they do. */
  readonly rail: RailName;
}

/** The contract, locked until the transaction ends so that its versions and its signature are decided on one by one. */
export async function lockContract(tx: Tx, contractId: string): Promise<ContractRow | undefined> {
  const row = await tx.first(sql.selectFrom('contracts').selectAll().where('contract_id', '=', contractId).forUpdate());
  return row && rowOf(row);
}

/** The contract as it is, unlocked. */
export async function findContract(tx: Tx, contractId: string): Promise<ContractRow | undefined> {
  const row = await tx.first(sql.selectFrom('contracts').selectAll().where('contract_id', '=', contractId));
  return row && rowOf(row);
}

/** Keeps a version of a contract; an older or equal one changes nothing. */
export async function keepContract(tx: Tx, draft: ContractDrafted, correlationId: string): Promise<void> {
  const { contractId, currency, mode, totalMinor, version } = draft;
  await tx.run(
    sql
      .insertInto('contracts')
      .values({
        contract_id: contractId,
        version,
        total_minor: totalMinor,
        currency,
        mode,
        correlation_id: correlationId,
        signed_version: null,
        signed_at: null,
        declined_at: null,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'contract_id'])
          .doUpdateSet({ version, total_minor: totalMinor, currency, mode })
          .where('contracts.version', '<', version),
      ),
  );
}

/** Records the signature of a version. */
export async function signContract(tx: Tx, contractId: string, version: number, signedAt: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('contracts')
      .set({ signed_version: version, signed_at: signedAt })
      .where('contract_id', '=', contractId),
  );
}

/** Records that the client said no. */
export async function declineContract(tx: Tx, contractId: string, declinedAt: Date): Promise<void> {
  await tx.run(sql.updateTable('contracts').set({ declined_at: declinedAt }).where('contract_id', '=', contractId));
}

/** Records the rail the client picked. */
export async function selectRail(tx: Tx, contractId: string, rail: RailName): Promise<void> {
  await tx.run(sql.updateTable('contracts').set({ rail }).where('contract_id', '=', contractId));
}

function rowOf(row: Selectable<ContractsTable>): ContractRow {
  return {
    contractId: row.contract_id,
    version: row.version,
    totalMinor: row.total_minor,
    currency: row.currency,
    correlationId: row.correlation_id,
    signedVersion: row.signed_version,
    declined: row.declined_at !== null,
    rail: row.rail,
  };
}
