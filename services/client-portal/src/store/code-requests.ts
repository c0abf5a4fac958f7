import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { CodePurpose, CodeRequest } from '../domain/code-request.ts';
import { type CodeRequestsTable, db } from './tables.ts';

/** A requested code as it is kept: what it is bound to, and a hash of the code that was sent last. */
export interface KeptCodeRequest extends CodeRequest {
  readonly codeRequestId: string;
  readonly contractId: string;
  readonly purpose: CodePurpose;
  readonly milestoneId: string | null;
  readonly requestedAt: Date;
  readonly salt: string | null;
  readonly codeHash: string | null;
}

/** Writes a request for a code. */
export async function insertCodeRequest(
  tx: Tx,
  request: Pick<
    KeptCodeRequest,
    'codeRequestId' | 'contractId' | 'purpose' | 'milestoneId' | 'requestedAt' | 'expiresAt'
  > & {
    readonly contactId: string;
  },
): Promise<void> {
  await tx.run(
    db.insertInto('code_requests').values({
      code_request_id: request.codeRequestId,
      contract_id: request.contractId,
      purpose: request.purpose,
      milestone_id: request.milestoneId,
      contact_id: request.contactId,
      requested_at: request.requestedAt,
      expires_at: request.expiresAt,
      salt: null,
      code_hash: null,
      used_at: null,
    }),
  );
}

/** A request by its id, locked. */
export async function lockCodeRequest(tx: Tx, codeRequestId: string): Promise<KeptCodeRequest | undefined> {
  const row = await tx.first(
    db.selectFrom('code_requests').selectAll().where('code_request_id', '=', codeRequestId).forUpdate(),
  );
  return row && requestOf(row);
}

/** The requests of a contract since a time, newest first. */
export async function codeRequestsSince(tx: Tx, contractId: string, since: Date): Promise<readonly KeptCodeRequest[]> {
  const rows = await tx.rows(
    db
      .selectFrom('code_requests')
      .selectAll()
      .where('contract_id', '=', contractId)
      .where('requested_at', '>', since)
      .orderBy('requested_at', 'desc')
      .orderBy('code_request_id'),
  );
  return rows.map(requestOf);
}

/** Stores what is kept of a code that is about to be sent; the one sent before no longer works. Wrong attempts stay counted. */
export async function storeCode(tx: Tx, codeRequestId: string, salt: string, codeHash: string): Promise<void> {
  await tx.run(
    db.updateTable('code_requests').set({ salt, code_hash: codeHash }).where('code_request_id', '=', codeRequestId),
  );
}

/** Counts a wrong attempt. */
export async function countWrongCode(tx: Tx, codeRequestId: string): Promise<void> {
  await tx.run(
    db
      .updateTable('code_requests')
      .set((set) => ({ attempts: set('attempts', '+', 1) }))
      .where('code_request_id', '=', codeRequestId),
  );
}

/** Uses a code up. */
export async function markCodeUsed(tx: Tx, codeRequestId: string, usedAt: Date): Promise<void> {
  await tx.run(db.updateTable('code_requests').set({ used_at: usedAt }).where('code_request_id', '=', codeRequestId));
}

function requestOf(row: Selectable<CodeRequestsTable>): KeptCodeRequest {
  return {
    codeRequestId: row.code_request_id,
    contractId: row.contract_id,
    purpose: row.purpose,
    milestoneId: row.milestone_id,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    attempts: row.attempts,
    usedAt: row.used_at,
    issued: row.code_hash !== null,
    salt: row.salt,
    codeHash: row.code_hash,
  };
}
