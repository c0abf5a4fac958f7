import type { Decision } from '@loop/runtime';
import type { Payment } from '../domain/payment.ts';
import { alertOperator } from './alert-operator.ts';

/** Why an approved milestone's money will not be captured by itself any more. */
type Reason = 'hold_over' | 'over_hold' | 'given_up';

const SENTENCES: Readonly<Record<Reason, string>> = {
  hold_over: 'its hold is over. The client has to pay again.',
  over_hold: 'less is held than was approved. Nothing was sent.',
  given_up: 'the provider refused it again and again. The hold ends by itself.',
};

/** Tells the operator, once an approval, that approved money cannot be captured, and why. */
export async function alertRefusedCapture(decision: Decision, payment: Payment, reason: Reason): Promise<void> {
  const { approvalId, contractId, milestoneId, mode } = payment;
  await alertOperator(decision, {
    severity: 'critical',
    code: `capture_refused.${reason}`,
    summary: `A milestone was approved and cannot be captured: ${SENTENCES[reason]}`,
    cause: `${milestoneId} ${approvalId}`,
    mode,
    milestoneId,
    contractId,
  });
}
