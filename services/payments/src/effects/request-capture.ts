import { type Decision, idFrom } from '@loop/runtime';
import { whyNotCapturable } from '../domain/capture-guard.ts';
import type { Payment } from '../domain/payment.ts';
import { addOperation, findLiveOperation, nextOrdinal } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';
import { paramsSha256 } from './params-sha256.ts';

/** How often a capture that the provider refused is asked for again while the hold stands. */
const MOST_CAPTURES = 6;
const FIRST_DELAY_MS = 5000;

/**
 * Writes the capture of an approved hold and schedules it; the payment must be locked. One is live at a time: asked again
 * meanwhile, or against the guard, nothing happens. After a refusal each next one waits four times as long. Returns the payment.
 */
export async function requestCapture(decision: Decision, effects: MoneyEffects, payment: Payment): Promise<Payment> {
  const { amountMinor, approvalId, contractId, currency, milestoneId, paymentRef } = payment;
  if (paymentRef === null || whyNotCapturable(payment, decision.now) !== undefined) return payment;
  if ((await findLiveOperation(decision.tx, milestoneId, 'capture')) !== undefined) return payment;
  const ordinal = await nextOrdinal(decision.tx, milestoneId, 'capture');
  if (ordinal > MOST_CAPTURES) return payment;
  const operationId = idFrom('payments.operation', decision.tenantId, milestoneId, 'capture', ordinal);
  const intent = { amountMinor, contractId, currency, milestoneId, operationId, paymentRef };
  const delayMs = ordinal === 1 ? 0 : FIRST_DELAY_MS * 4 ** (ordinal - 2);
  const dueAt = new Date(decision.now.getTime() + delayMs);
  const effectId = await decision.act(effects.capture, intent, { key: operationId, dueAt });
  await addOperation(decision.tx, {
    operationId,
    milestoneId,
    kind: 'capture',
    ordinal,
    effectId,
    idempotencyKey: `op:${operationId}`,
    paramsSha256: paramsSha256(intent),
    amountMinor,
    currency,
    rail: payment.rail,
    approvalId,
    createdAt: decision.now,
  });
  return { ...payment, state: 'capture_requested' };
}
