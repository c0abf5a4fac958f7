import type { Decision } from '@loop/runtime';
import type { Payment } from '../domain/payment.ts';
import { findLiveOperation, nextOrdinal } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';
import { requestOperation } from './request-operation.ts';

/**
 * Writes the renewal of a hold and schedules it; the payment must be locked. A hold is renewed once: true while that is under
 * way, false when it was tried already.
 */
export async function requestRenewal(decision: Decision, effects: MoneyEffects, payment: Payment): Promise<boolean> {
  const { authorizedMinor, captureBefore, milestoneId, paymentRef, rail } = payment;
  if (paymentRef === null) return false;
  if ((await findLiveOperation(decision.tx, milestoneId, 'reauthorize')) !== undefined) return true;
  if ((await nextOrdinal(decision.tx, milestoneId, 'reauthorize')) > 1) return false;
  await requestOperation(decision, payment, {
    kind: 'reauthorize',
    rail,
    effect: effects[rail].reauthorize,
    amountMinor: authorizedMinor,
    rest: { paymentRef, captureBefore: captureBefore?.toISOString() ?? null },
  });
  return true;
}
