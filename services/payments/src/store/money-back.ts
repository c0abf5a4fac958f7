import type { Tx } from '@loop/runtime';
import type { KnownDispute, KnownRefund } from '../domain/known-money.ts';
import type { Payment } from '../domain/payment.ts';
import { sql } from './tables.ts';

/** The refunds of a milestone as they were read last. Right only while its payment is locked. */
export async function refundsOf(tx: Tx, milestoneId: string): Promise<readonly KnownRefund[]> {
  const rows = await tx.rows(sql.selectFrom('refunds').selectAll().where('milestone_id', '=', milestoneId));
  return rows.map((row) => ({
    ref: row.provider_ref,
    status: row.status,
    amountMinor: row.amount_minor,
    reason: row.reason,
    operationId: row.operation_id,
    announced: row.announced,
  }));
}

/** The disputes, inquiries and warnings of a milestone as they were read last. Right only while its payment is locked. */
export async function disputesOf(tx: Tx, milestoneId: string): Promise<readonly KnownDispute[]> {
  const rows = await tx.rows(sql.selectFrom('disputes').selectAll().where('milestone_id', '=', milestoneId));
  return rows.map((row) => ({
    ref: row.provider_ref,
    status: row.status,
    providerStatus: row.provider_status,
    amountMinor: row.amount_minor,
    reason: row.reason,
    respondBy: row.respond_by,
    readAt: row.read_at,
  }));
}

/** Keeps refunds as they are now, set-based. */
export async function keepRefunds(
  tx: Tx,
  { currency, milestoneId, rail }: Payment,
  refunds: readonly (KnownRefund & { readonly refundId: string; readonly readAt: Date })[],
): Promise<void> {
  if (refunds.length === 0) return;
  const rows = refunds.map((refund) => ({
    provider: rail,
    provider_ref: refund.ref,
    refund_id: refund.refundId,
    milestone_id: milestoneId,
    operation_id: refund.operationId,
    status: refund.status,
    amount_minor: refund.amountMinor,
    currency,
    reason: refund.reason,
    announced: refund.announced,
    read_at: refund.readAt,
  }));
  await tx.run(
    sql
      .insertInto('refunds')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'provider_ref']).doUpdateSet((row) => ({
          status: row.ref('excluded.status'),
          reason: row.ref('excluded.reason'),
          announced: row.ref('excluded.announced'),
          read_at: row.ref('excluded.read_at'),
        })),
      ),
  );
}

/** Keeps disputes as they are now, set-based. */
export async function keepDisputes(
  tx: Tx,
  { currency, milestoneId, rail }: Payment,
  disputes: readonly KnownDispute[],
): Promise<void> {
  if (disputes.length === 0) return;
  const rows = disputes.map((dispute) => ({
    provider: rail,
    provider_ref: dispute.ref,
    milestone_id: milestoneId,
    status: dispute.status,
    provider_status: dispute.providerStatus,
    amount_minor: dispute.amountMinor,
    currency,
    reason: dispute.reason,
    respond_by: dispute.respondBy,
    read_at: dispute.readAt,
  }));
  await tx.run(
    sql
      .insertInto('disputes')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'provider_ref']).doUpdateSet((row) => ({
          status: row.ref('excluded.status'),
          provider_status: row.ref('excluded.provider_status'),
          amount_minor: row.ref('excluded.amount_minor'),
          reason: row.ref('excluded.reason'),
          respond_by: row.ref('excluded.respond_by'),
          read_at: row.ref('excluded.read_at'),
        })),
      ),
  );
}
