import type { Tx } from '@loop/runtime';
import type { Statement } from '../domain/statement.ts';
import { db } from './tables.ts';

/** A version of a contract as it is kept: the exact bytes, and their hash. */
export interface ContractVersion {
  /** Canonical JSON. */
  readonly statementText: string;
  readonly statementSha256: string;
  readonly validUntil: Date;
}

/** Writes a version. Throws when it is there already: versions are never edited. */
export async function insertVersion(
  tx: Tx,
  key: { readonly contractId: string; readonly version: number },
  version: ContractVersion,
  draftedAt: Date,
): Promise<void> {
  await tx.run(
    db.insertInto('contract_versions').values({
      contract_id: key.contractId,
      version: key.version,
      statement: version.statementText,
      statement_sha256: version.statementSha256,
      valid_until: version.validUntil,
      drafted_at: draftedAt,
    }),
  );
}

/** A version with its statement read; undefined when there is none, or it was erased. */
export async function findVersion(
  tx: Tx,
  contractId: string,
  version: number,
): Promise<(ContractVersion & { readonly statement: Statement }) | undefined> {
  const row = await tx.first(
    db.selectFrom('contract_versions').selectAll().where('contract_id', '=', contractId).where('version', '=', version),
  );
  if (row === undefined || row.statement === null) return undefined;
  return {
    statementText: row.statement,
    statementSha256: row.statement_sha256,
    validUntil: row.valid_until,
    // Written by this service from a Statement, and protected by its hash: no need to parse it a second way.
    statement: JSON.parse(row.statement) as Statement,
  };
}

/** Erases the words of every version of a contract; that there were versions, and their hashes, stay. */
export async function eraseStatements(tx: Tx, contractId: string): Promise<void> {
  await tx.run(
    db
      .updateTable('contract_versions')
      .set({ statement: null })
      .where('contract_id', '=', contractId)
      .where('statement', 'is not', null),
  );
}
