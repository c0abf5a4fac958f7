import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import { type OperationsTable, sql } from './tables.ts';

/** One outward act on a milestone's money, written before the provider is called. */
export interface Operation {
  readonly operationId: string;
  readonly milestoneId: string;
  readonly kind: OperationsTable['kind'];
  readonly ordinal: number;
  readonly effectId: string;
  readonly idempotencyKey: string;
  readonly paramsSha256: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly rail: OperationsTable['rail'];
  /** The approval a capture is for; null for all else. */
  readonly approvalId: string | null;
  readonly createdAt: Date;
}

/** A live operation, and the provider's object once it is known. */
export interface LiveOperation {
  readonly operationId: string;
  readonly effectId: string;
  readonly rail: OperationsTable['rail'];
  readonly providerRef: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** The one live operation of a kind on a milestone, if there is one. */
export async function findLiveOperation(
  tx: Tx,
  milestoneId: string,
  kind: OperationsTable['kind'],
): Promise<LiveOperation | undefined> {
  const row = await tx.first(
    sql
      .selectFrom('operations')
      .selectAll()
      .where('milestone_id', '=', milestoneId)
      .where('kind', '=', kind)
      .where('state', '=', 'live'),
  );
  return row && liveOperationOf(row);
}

/** Whether an act on a milestone's money is under way; an open page is none. */
export async function isActLive(tx: Tx, milestoneId: string): Promise<boolean> {
  const row = await tx.first(
    sql
      .selectFrom('operations')
      .select('operation_id')
      .where('milestone_id', '=', milestoneId)
      .where('kind', '<>', 'open_session')
      .where('state', '=', 'live')
      .limit(1),
  );
  return row !== undefined;
}

/** An operation by its id, live or ended. */
export async function findOperation(tx: Tx, operationId: string): Promise<LiveOperation | undefined> {
  const row = await tx.first(sql.selectFrom('operations').selectAll().where('operation_id', '=', operationId));
  return row && liveOperationOf(row);
}

/** The page that was opened last for a milestone, and the rail it is on. */
export async function findLastSession(
  tx: Tx,
  milestoneId: string,
): Promise<{ readonly ref: string; readonly rail: OperationsTable['rail'] } | undefined> {
  const row = await tx.first(
    sql
      .selectFrom('operations')
      .select(['provider_ref', 'rail'])
      .where('milestone_id', '=', milestoneId)
      .where('kind', '=', 'open_session')
      .where('provider_ref', 'is not', null)
      .orderBy('ordinal', 'desc')
      .limit(1),
  );
  return row === undefined || row.provider_ref === null ? undefined : { ref: row.provider_ref, rail: row.rail };
}

/** The number of the next operation of a kind on a milestone, from 1. Only right while the payment is locked. */
export async function nextOrdinal(tx: Tx, milestoneId: string, kind: OperationsTable['kind']): Promise<number> {
  const row = await tx.first(
    sql
      .selectFrom('operations')
      .select((row) => row.fn.max('ordinal').as('last'))
      .where('milestone_id', '=', milestoneId)
      .where('kind', '=', kind),
  );
  return (row?.last ?? 0) + 1;
}

/** Writes an operation as the live one of its kind. Rejects when there is one already: a bug of who did not lock. */
export async function addOperation(tx: Tx, operation: Operation): Promise<void> {
  await tx.run(
    sql.insertInto('operations').values({
      operation_id: operation.operationId,
      milestone_id: operation.milestoneId,
      kind: operation.kind,
      ordinal: operation.ordinal,
      effect_id: operation.effectId,
      idempotency_key: operation.idempotencyKey,
      params_sha256: operation.paramsSha256,
      amount_minor: operation.amountMinor,
      currency: operation.currency,
      rail: operation.rail,
      approval_id: operation.approvalId,
      provider_ref: null,
      expires_at: null,
      reason: null,
      created_at: operation.createdAt,
      ended_at: null,
    }),
  );
}

/** Notes the provider's object that an operation made; the operation stays live. */
export async function noteProviderObject(
  tx: Tx,
  operationId: string,
  providerRef: string,
  expiresAt: Date | null,
): Promise<void> {
  await tx.run(
    sql
      .updateTable('operations')
      .set({ provider_ref: providerRef, expires_at: expiresAt })
      .where('operation_id', '=', operationId),
  );
}

/** Ends a live operation; one that has ended stays as it ended. */
export async function endOperation(
  tx: Tx,
  operationId: string,
  state: 'done' | 'refused' | 'ended',
  endedAt: Date,
  reason: string | null = null,
): Promise<void> {
  await tx.run(
    sql
      .updateTable('operations')
      .set({ state, reason, ended_at: endedAt })
      .where('operation_id', '=', operationId)
      .where('state', '=', 'live'),
  );
}

function liveOperationOf(row: Selectable<OperationsTable>): LiveOperation {
  return {
    operationId: row.operation_id,
    effectId: row.effect_id,
    rail: row.rail,
    createdAt: row.created_at,
    providerRef: row.provider_ref,
    expiresAt: row.expires_at,
  };
}
