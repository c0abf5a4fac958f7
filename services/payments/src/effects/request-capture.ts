import type { Decision } from '@loop/runtime';
import { capturableMinor, whyNotCapturable } from '../domain/capture-guard.ts';
import type { Payment } from '../domain/payment.ts';
import { findLiveOperation, nextOrdinal } from '../store/operations.ts';
import { alertRefusedCapture } from './alert-refused-capture.ts';
import type { MoneyEffects } from './money-effects.ts';
import { requestOperation } from './request-operation.ts';

/** How often a capture that the provider refused is asked for again while the hold stands. */
const MOST_CAPTURES = 6;
const FIRST_DELAY_MS = 5000;

/**
 * Writes the capture of an approved hold and schedules it; the payment must be locked. One is live at a time: asked again
 * meanwhile, or against the guard, nothing is sent; what stays uncaptured for good is told to the operator. After a refusal each next one waits four times as long. Returns the payment.
 */
export async function requestCapture(decision: Decision, effects: MoneyEffects, payment: Payment): Promise<Payment> {
  const { approvalId, milestoneId, paymentRef, rail } = payment;
  const amountMinor = capturableMinor(payment);
  const refusal = whyNotCapturable(payment, amountMinor, decision.now);
  if (refusal === 'hold_over' || refusal === 'over_hold') await alertRefusedCapture(decision, payment, refusal);
  if (paymentRef === null || refusal !== undefined) return payment;
  for (const kind of ['capture', 'void', 'reauthorize'] as const) {
    if ((await findLiveOperation(decision.tx, milestoneId, kind)) !== undefined) return payment;
  }
  const ordinal = await nextOrdinal(decision.tx, milestoneId, 'capture');
  if (ordinal > MOST_CAPTURES) {
    await alertRefusedCapture(decision, payment, 'given_up');
    return payment;
  }
  const delayMs = ordinal === 1 ? 0 : FIRST_DELAY_MS * 4 ** (ordinal - 2);
  await requestOperation(decision, payment, {
    kind: 'capture',
    rail,
    effect: effects[rail].capture,
    amountMinor,
    rest: { paymentRef },
    approvalId,
    dueAt: new Date(decision.now.getTime() + delayMs),
  });
  return { ...payment, state: 'capture_requested' };
}
