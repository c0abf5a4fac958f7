import type { Decision } from '@loop/runtime';
import type { Payment } from '../domain/payment.ts';
import { whyNotVoidable } from '../domain/void-guard.ts';
import { findLiveOperation, nextOrdinal } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';
import { type RequestedOperation, requestOperation } from './request-operation.ts';

/** A provider that refuses this often has another reason than chance; the hold then ends by itself. */
const MOST_VOIDS = 6;
const FIRST_DELAY_MS = 5000;

/** Writes the release of a hold and schedules it; the payment must be locked. Undefined when it must not be, or is under way. */
export async function requestVoid(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
): Promise<RequestedOperation | undefined> {
  const { authorizedMinor, milestoneId, paymentRef, rail } = payment;
  if (paymentRef === null || whyNotVoidable(payment) !== undefined) return undefined;
  for (const kind of ['void', 'capture'] as const) {
    if ((await findLiveOperation(decision.tx, milestoneId, kind)) !== undefined) return undefined;
  }
  const ordinal = await nextOrdinal(decision.tx, milestoneId, 'void');
  if (ordinal > MOST_VOIDS) return undefined;
  const delayMs = ordinal === 1 ? 0 : FIRST_DELAY_MS * 4 ** (ordinal - 2);
  return requestOperation(decision, payment, {
    kind: 'void',
    rail,
    effect: effects[rail].voidHold,
    amountMinor: authorizedMinor,
    rest: { paymentRef },
    dueAt: new Date(decision.now.getTime() + delayMs),
  });
}
