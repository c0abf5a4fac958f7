import type { Tx } from '@loop/runtime';
import { type Selectable, sql } from 'kysely';
import { db, type PresentationsTable } from './tables.ts';

/** One time a contract is put before its client. */
export interface Presentation {
  readonly presentationId: string;
  readonly contractId: string;
  readonly rotation: number;
  /** Null while no link was asked for. */
  readonly tokenHash: string | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly presentedAt: Date | null;
}

/** What a deal link leads to. */
export interface ResolvedLink {
  readonly tenantId: string;
  readonly contractId: string;
  readonly presentationId: string;
  readonly rotation: number;
}

/** Finds a presentation, locked. */
export async function lockPresentation(tx: Tx, presentationId: string): Promise<Presentation | undefined> {
  const row = await tx.first(
    db.selectFrom('presentations').selectAll().where('presentation_id', '=', presentationId).forUpdate(),
  );
  return row && presentationOf(row);
}

/** Writes a presentation that was not there; does nothing when it is. */
export async function keepPresentation(tx: Tx, presentationId: string, contractId: string): Promise<void> {
  await tx.run(
    db
      .insertInto('presentations')
      .values({
        presentation_id: presentationId,
        contract_id: contractId,
        token_hash: null,
        expires_at: null,
        revoked_at: null,
        channel: null,
        presented_at: null,
        failed_at: null,
        failure_reason: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Records that a link is out: its hash, when it ends, and which rotation it is. */
export async function issueLink(
  tx: Tx,
  presentationId: string,
  link: { readonly rotation: number; readonly tokenHash: string; readonly expiresAt: Date },
): Promise<void> {
  await tx.run(
    db
      .updateTable('presentations')
      .set({ rotation: link.rotation, token_hash: link.tokenHash, expires_at: link.expiresAt })
      .where('presentation_id', '=', presentationId),
  );
}

/** Records that the message with the link was accepted by its provider. */
export async function markPresented(tx: Tx, presentationId: string, channel: string, presentedAt: Date): Promise<void> {
  await tx.run(
    db
      .updateTable('presentations')
      .set({ channel, presented_at: presentedAt })
      .where('presentation_id', '=', presentationId),
  );
}

/** Records why a presentation did not come about. */
export async function markFailed(tx: Tx, presentationId: string, reason: string, failedAt: Date): Promise<void> {
  await tx.run(
    db
      .updateTable('presentations')
      .set({ failure_reason: reason, failed_at: failedAt })
      .where('presentation_id', '=', presentationId),
  );
}

/** Revokes every link of a contract; the sessions opened with them end at once. */
export async function revokeLinks(tx: Tx, contractId: string, revokedAt: Date): Promise<void> {
  await tx.run(
    db
      .updateTable('presentations')
      .set({ revoked_at: revokedAt })
      .where('contract_id', '=', contractId)
      .where('revoked_at', 'is', null),
  );
}

/** Finds what a token's hash leads to, whoever's it is. Whether the link still works is for the tenant's own rows to say. */
export async function resolveDealToken(tx: Tx, tokenHash: string): Promise<ResolvedLink | undefined> {
  const found = sql<{ tenant_id: string; contract_id: string; presentation_id: string; rotation: number }>`
    resolve_deal_token(${tokenHash})`;
  const row = await tx.first(db.selectFrom(found.as('link')).selectAll());
  return (
    row && {
      tenantId: row.tenant_id,
      contractId: row.contract_id,
      presentationId: row.presentation_id,
      rotation: row.rotation,
    }
  );
}

function presentationOf(row: Selectable<PresentationsTable>): Presentation {
  return {
    presentationId: row.presentation_id,
    contractId: row.contract_id,
    rotation: row.rotation,
    tokenHash: row.token_hash,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    presentedAt: row.presented_at,
  };
}
