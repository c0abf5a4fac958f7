import { type Decision, idFrom } from '@loop/runtime';
import type { Payment } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { quarantine } from '../store/readings.ts';
import { alertOperator } from './alert-operator.ts';
import type { ReadingSource } from './reading-source.ts';

/**
 * Puts a reading aside that contradicts what we know, and tells the operator: no money of ours moves by it. Objects that other
 * software made with the same account are put aside in silence.
 */
export async function setAside(
  decision: Decision,
  payment: Payment | undefined,
  reading: PaymentReading,
  source: ReadingSource,
  reason: string,
): Promise<void> {
  const { order, payment: read, readAt, unrecognised } = reading;
  const cause = source.providerEventId ?? readAt.toISOString();
  await quarantine(decision.tx, {
    ...source,
    quarantineId: idFrom('payments.quarantine', decision.tenantId, reason, source.objectRef, cause),
    reason,
    milestoneId: order?.milestoneId ?? null,
    amountMinor: read?.amountMinor ?? null,
    currency: read?.currency ?? null,
    readAt,
  });
  if (payment === undefined) return;
  const what = unrecognised.length > 0 ? ` (${unrecognised.slice(0, 3).join(', ')})` : '';
  await alertOperator(decision, {
    severity: 'critical',
    code: `quarantined.${reason}`,
    summary: `A reading of ${source.objectType} ${source.objectRef} was put aside: ${reason}${what}. No money was moved by it.`,
    cause: `${source.objectRef} ${payment.revision}`,
    mode: payment.mode,
    milestoneId: payment.milestoneId,
    contractId: payment.contractId,
  });
}
