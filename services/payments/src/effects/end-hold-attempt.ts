import type { Decision } from '@loop/runtime';
import { failHold } from '../domain/fail-hold.ts';
import type { Payment } from '../domain/payment.ts';
import { findContract } from '../store/contracts.ts';
import { publishFact } from './publish-fact.ts';

/** Decides on a refused hold without the client, and tells of it. The payment must be locked; the caller saves it. */
export async function endHoldAttempt(
  decision: Decision,
  payment: Payment,
  operationId: string,
  reason: string,
): Promise<Payment> {
  const failed = failHold(payment, operationId, reason);
  const contract = await findContract(decision.tx, payment.contractId);
  const context = {
    payment: failed.payment,
    revision: payment.revision + 1,
    correlationId: contract?.correlationId ?? decision.correlationId,
    providerRef: payment.cardRef ?? operationId,
    evidence: { providerEventId: null, readAt: new Date() },
  };
  for (const fact of failed.facts) await publishFact(decision, context, fact);
  return failed.payment;
}
