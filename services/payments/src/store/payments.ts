import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { ContractDrafted } from '../domain/contract-draft.ts';
import type { Payment } from '../domain/payment.ts';
import { type PaymentsTable, sql } from './tables.ts';

/** The payment of a milestone, locked until the transaction ends: whatever is decided on it is decided one by one. */
export async function lockPayment(tx: Tx, milestoneId: string): Promise<Payment | undefined> {
  const row = await tx.first(
    sql.selectFrom('payments').selectAll().where('milestone_id', '=', milestoneId).forUpdate(),
  );
  return row && paymentOf(row);
}

/** The payment of a milestone as it is, unlocked. */
export async function findPayment(tx: Tx, milestoneId: string): Promise<Payment | undefined> {
  const row = await tx.first(sql.selectFrom('payments').selectAll().where('milestone_id', '=', milestoneId));
  return row && paymentOf(row);
}

/**
 * Keeps the milestones of a contract version. Those of an earlier version that are still unfunded take the new amount; one
 * whose money moved keeps the version it moved for, and is payable only under that.
 */
export async function keepMilestones(tx: Tx, draft: ContractDrafted): Promise<void> {
  const { contractId, currency, milestones, mode, version } = draft;
  await tx.run(
    sql
      .insertInto('payments')
      .values(
        milestones.map((milestone) => ({
          milestone_id: milestone.milestoneId,
          contract_id: contractId,
          contract_version: version,
          position: milestone.position,
          title: milestone.title,
          amount_minor: milestone.amountMinor,
          currency,
          mode,
          funding_method: milestone.fundingMethod,
          approval_id: null,
          operation_id: null,
          intent_ref: null,
          work_days: milestone.workDays,
          review_days: milestone.reviewDays,
          customer_ref: null,
          card_ref: null,
          capture_minor: null,
          warned_hours: null,
          submitted_at: null,
          funding_selected_at: null,
          approval_said_at: null,
          read_at: null,
          capture_before: null,
          failure_ref: null,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'milestone_id'])
          .doUpdateSet((row) => ({
            contract_version: row.ref('excluded.contract_version'),
            position: row.ref('excluded.position'),
            title: row.ref('excluded.title'),
            amount_minor: row.ref('excluded.amount_minor'),
            funding_method: row.ref('excluded.funding_method'),
            work_days: row.ref('excluded.work_days'),
            review_days: row.ref('excluded.review_days'),
            // What was agreed about an earlier version is not agreed about this one.
            capture_minor: null,
            funding_selected_at: null,
          }))
          .where('payments.state', '=', 'unfunded')
          .where('payments.contract_version', '<', version),
      ),
  );
}

/** Writes a decided payment and counts its revision up. Returns the new revision. */
export async function savePayment(tx: Tx, payment: Payment): Promise<number> {
  const revision = payment.revision + 1;
  await tx.run(
    sql
      .updateTable('payments')
      .set({
        state: payment.state,
        certainty: payment.certainty,
        approval: payment.approval,
        approval_id: payment.approvalId,
        operation_id: payment.operationId,
        intent_ref: payment.paymentRef,
        capture_before: payment.captureBefore,
        failure_ref: payment.failureRef,
        released: payment.released,
        funding_method: payment.fundingMethod,
        rail: payment.rail,
        exposure: payment.exposure,
        customer_ref: payment.customerRef,
        card_ref: payment.cardRef,
        capture_minor: payment.captureMinor,
        authorized_minor: payment.authorizedMinor,
        captured_minor: payment.capturedMinor,
        refunded_minor: payment.refundedMinor,
        refund_pending_minor: payment.refundPendingMinor,
        is_hold_too_short: payment.isHoldTooShort,
        warned_hours: payment.warnedHours,
        submitted_at: payment.submittedAt,
        funding_selected_at: payment.fundingSelectedAt,
        approval_said_at: payment.approvalSaidAt,
        read_at: payment.readAt,
        revision,
      })
      .where('milestone_id', '=', payment.milestoneId),
  );
  return revision;
}

function paymentOf(row: Selectable<PaymentsTable>): Payment {
  return {
    milestoneId: row.milestone_id,
    contractId: row.contract_id,
    contractVersion: row.contract_version,
    position: row.position,
    title: row.title,
    amountMinor: row.amount_minor,
    currency: row.currency,
    mode: row.mode,
    fundingMethod: row.funding_method,
    state: row.state,
    certainty: row.certainty,
    approval: row.approval,
    approvalId: row.approval_id,
    operationId: row.operation_id,
    paymentRef: row.intent_ref,
    captureBefore: row.capture_before,
    failureRef: row.failure_ref,
    released: row.released,
    rail: row.rail,
    workDays: row.work_days,
    reviewDays: row.review_days,
    exposure: row.exposure,
    customerRef: row.customer_ref,
    cardRef: row.card_ref,
    captureMinor: row.capture_minor,
    authorizedMinor: row.authorized_minor,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    refundPendingMinor: row.refund_pending_minor,
    isHoldTooShort: row.is_hold_too_short,
    warnedHours: row.warned_hours,
    submittedAt: row.submitted_at,
    fundingSelectedAt: row.funding_selected_at,
    approvalSaidAt: row.approval_said_at,
    readAt: row.read_at,
    revision: row.revision,
  };
}
