import type { Decision } from '@loop/runtime';
import type { Payment } from '../domain/payment.ts';
import { objectTypeOf } from '../domain/rail-objects.ts';
import { findLastSession } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';

/**
 * Has a milestone's money read from its rail: the payment, or the last hosted page while there is none. The same key reads
 * once. Nothing is read where nothing was ever opened.
 */
export async function readMoney(
  decision: Decision,
  effects: MoneyEffects,
  { milestoneId, paymentRef, rail, state }: Payment,
  key: string,
  dueAt?: Date,
): Promise<void> {
  const when = dueAt === undefined ? { key } : { key, dueAt };
  const isOver = state === 'expired' || state === 'voided';
  if (paymentRef !== null && !isOver) {
    const look = { objectType: objectTypeOf(rail, 'payment'), objectRef: paymentRef, providerEventId: null };
    await decision.act(effects[rail].readPayment, look, when);
    return;
  }
  const session = await findLastSession(decision.tx, milestoneId);
  if (session === undefined) return;
  const look = { objectType: objectTypeOf(session.rail, 'session'), objectRef: session.ref, providerEventId: null };
  await decision.act(effects[session.rail].readPayment, look, when);
}
