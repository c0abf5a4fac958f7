import type { Tx } from '@loop/runtime';
import type { Updateable } from 'kysely';
import type { PaymentFacts } from '../domain/milestone-money.ts';
import { db, type MilestonePaymentsTable } from './tables.ts';

/** The payment a fact is about. */
export interface PaymentKey {
  readonly contractId: string;
  readonly milestoneId: string;
  readonly providerRef: string;
  readonly rail: string;
}

/** What one event says about a payment. */
export type PaymentFact =
  | { readonly fact: 'funded'; readonly at: Date; readonly readAt: Date; readonly captureBefore: Date | null }
  | { readonly fact: 'failed'; readonly at: Date; readonly reason: string; readonly message: string }
  | { readonly fact: 'expired' | 'expiring' | 'card_saved'; readonly at: Date }
  | { readonly fact: 'reduced' | 'released'; readonly at: Date; readonly amountMinor: number }
  | { readonly fact: 'exposed'; readonly at: Date; readonly exposure: PaymentFacts['exposure'] };

type Columns = Updateable<MilestonePaymentsTable>;

const EMPTY = {
  funded_at: null,
  funded_read_at: null,
  capture_before: null,
  failed_at: null,
  failure_message: null,
  failure_reason: null,
  expiring_at: null,
  reduced_at: null,
  reduced_minor: null,
  released_minor: null,
  expired_at: null,
  card_saved_at: null,
  released_at: null,
  exposed_at: null,
} as const;

function columnsOf(fact: PaymentFact): { readonly marker: keyof typeof EMPTY; readonly values: Columns } {
  switch (fact.fact) {
    case 'funded':
      return {
        marker: 'funded_at',
        values: { funded_at: fact.at, funded_read_at: fact.readAt, capture_before: fact.captureBefore },
      };
    case 'failed':
      return {
        marker: 'failed_at',
        values: { failed_at: fact.at, failure_message: fact.message, failure_reason: fact.reason },
      };
    case 'exposed':
      return { marker: 'exposed_at', values: { exposed_at: fact.at, exposure: fact.exposure } };
    case 'expired':
      return { marker: 'expired_at', values: { expired_at: fact.at } };
    case 'expiring':
      return { marker: 'expiring_at', values: { expiring_at: fact.at } };
    case 'reduced':
      return { marker: 'reduced_at', values: { reduced_at: fact.at, reduced_minor: fact.amountMinor } };
    case 'card_saved':
      return { marker: 'card_saved_at', values: { card_saved_at: fact.at } };
    case 'released':
      return { marker: 'released_at', values: { released_at: fact.at, released_minor: fact.amountMinor } };
  }
}

/**
 * Records a fact; the newest of its kind stays, so that events may come in any order and more than once.
 * Returns true when it is news.
 */
export async function recordPaymentFact(tx: Tx, key: PaymentKey, fact: PaymentFact): Promise<boolean> {
  const { marker, values } = columnsOf(fact);
  const touched = await tx.run(
    db
      .insertInto('milestone_payments')
      .values({
        ...EMPTY,
        ...values,
        contract_id: key.contractId,
        milestone_id: key.milestoneId,
        provider_ref: key.providerRef,
        rail: key.rail,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'milestone_id', 'provider_ref'])
          .doUpdateSet({ ...values, rail: key.rail })
          .where((where) =>
            where.or([
              where(`milestone_payments.${marker}`, 'is', null),
              where(`milestone_payments.${marker}`, '<', fact.at),
            ]),
          ),
      ),
  );
  return touched > 0;
}

/** Records a refund once. Returns true when it is news. */
export async function recordRefund(
  tx: Tx,
  key: PaymentKey,
  refund: {
    readonly refundId: string;
    readonly amountMinor: number;
    readonly currency: string;
    readonly refundedAt: Date;
  },
): Promise<boolean> {
  const touched = await tx.run(
    db
      .insertInto('milestone_refunds')
      .values({
        refund_id: refund.refundId,
        contract_id: key.contractId,
        milestone_id: key.milestoneId,
        provider_ref: key.providerRef,
        amount_minor: refund.amountMinor,
        currency: refund.currency,
        refunded_at: refund.refundedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return touched > 0;
}

/** Records once that a refund did not arrive. Returns true when it is news. */
export async function recordFailedRefund(tx: Tx, key: PaymentKey, refundId: string, failedAt: Date): Promise<boolean> {
  const { contractId, milestoneId } = key;
  const failed = { refund_id: refundId, contract_id: contractId, milestone_id: milestoneId, failed_at: failedAt };
  const written = db
    .insertInto('failed_refunds')
    .values(failed)
    .onConflict((conflict) => conflict.doNothing());
  return (await tx.run(written)) > 0;
}

/** Every fact about a contract's payments, by milestone. */
export async function paymentsOf(tx: Tx, contractId: string): Promise<ReadonlyMap<string, readonly PaymentFacts[]>> {
  const [rows, refunds, failed] = await Promise.all([
    tx.rows(db.selectFrom('milestone_payments').selectAll().where('contract_id', '=', contractId)),
    tx.rows(db.selectFrom('milestone_refunds').selectAll().where('contract_id', '=', contractId)),
    tx.rows(db.selectFrom('failed_refunds').select('refund_id').where('contract_id', '=', contractId)),
  ]);
  const lost = new Set(failed.map((refund) => refund.refund_id));
  const arrived = refunds.filter((refund) => !lost.has(refund.refund_id));
  const facts = rows.map((row) => ({
    milestoneId: row.milestone_id,
    providerRef: row.provider_ref,
    fundedAt: row.funded_at,
    fundedReadAt: row.funded_read_at,
    captureBefore: row.capture_before,
    failedAt: row.failed_at,
    failureMessage: row.failure_message,
    failureReason: row.failure_reason,
    reducedAt: row.reduced_at,
    reducedMinor: row.reduced_minor,
    releasedMinor: row.released_minor,
    rail: row.rail,
    expiredAt: row.expired_at,
    cardSavedAt: row.card_saved_at,
    releasedAt: row.released_at,
    exposure: row.exposure,
    refundedMinor: arrived
      .filter((refund) => refund.milestone_id === row.milestone_id && refund.provider_ref === row.provider_ref)
      .reduce((sum, refund) => sum + refund.amount_minor, 0),
  }));
  return Map.groupBy(facts, (fact) => fact.milestoneId);
}
