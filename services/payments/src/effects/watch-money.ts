import type { Decision } from '@loop/runtime';
import { isSecured, type Payment } from '../domain/payment.ts';
import type { PaymentReading } from '../domain/payment-reading.ts';
import { OFF_SESSION_AFTER_MS } from '../domain/saved-card.ts';
import { lineReading, nextHoldReading } from '../domain/watch-schedule.ts';
import { endOperation, findLiveOperation } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';
import { readMoney } from './read-money.ts';

/** Looks at one payment that fall into the same ten minutes are one. */
const WATCH_TICK_MS = 600_000;

/**
 * Schedules the next look at money that changes without anybody telling us: a hold before and after its end, a capture until
 * the provider's account shows it.
 */
export async function watchMoney(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
  reading: PaymentReading,
): Promise<void> {
  await watchCard(decision, effects, payment);
  const { captureBefore, paymentRef, state } = payment;
  if (paymentRef === null || reading.payment?.ref !== paymentRef) return;
  const isHeld = state === 'authorized' || state === 'capture_requested';
  const dueAt = isHeld && captureBefore !== null ? nextHoldReading(decision.now, captureBefore) : undefined;
  if (dueAt !== undefined) return look(decision, effects, payment, dueAt);
  const isUnlisted = state === 'captured' && !payment.released && payment.approval === 'approved';
  if (isUnlisted && payment.exposure === 'none') await look(decision, effects, payment, lineReading(decision.now));
}

async function look(decision: Decision, effects: MoneyEffects, payment: Payment, dueAt: Date): Promise<void> {
  const tick = Math.ceil(dueAt.getTime() / WATCH_TICK_MS);
  await readMoney(decision, effects, payment, `watch:${payment.paymentRef}:${tick}`, dueAt);
}

/**
 * Looks at a milestone with a saved card and work handed in again when the client had time to pay in the portal. Asked for as
 * often as anything changes, it is looked at once for each piece of work.
 */
export async function watchCard(decision: Decision, effects: MoneyEffects, payment: Payment): Promise<void> {
  const { approval, cardRef, milestoneId, submittedAt } = payment;
  if (cardRef === null || approval !== 'submitted' || submittedAt === null || isSecured(payment)) return;
  const dueAt = new Date(submittedAt.getTime() + OFF_SESSION_AFTER_MS);
  await readMoney(decision, effects, payment, `off-session:${milestoneId}:${submittedAt.getTime()}`, dueAt);
}

/**
 * Ends the hosted page whose purpose is met: its money is secured, or the provider says that it is over. To be called before
 * what a reading wants is asked for: beside an open page no hold is placed on a saved card.
 */
export async function endSession(
  { now, tx }: Decision,
  payment: Payment,
  { session: read }: PaymentReading,
): Promise<void> {
  const session = await findLiveOperation(tx, payment.milestoneId, 'open_session');
  if (session === undefined || session.providerRef === null) return;
  const told = read?.ref === session.providerRef ? read.status : 'open';
  if (!isSecured(payment) && (told === 'open' || told === 'approved')) return;
  const isMet = isSecured(payment) || told === 'complete';
  await endOperation(tx, session.operationId, isMet ? 'done' : 'ended', now, payment.state);
}
