import type { Decision } from '@loop/runtime';
import { capturableMinor } from '../domain/capture-guard.ts';
import type { MoneyWant } from '../domain/money-fact.ts';
import { afterMove } from '../domain/money-state.ts';
import type { Payment } from '../domain/payment.ts';
import { findLiveOperation, nextOrdinal } from '../store/operations.ts';
import type { MoneyEffects } from './money-effects.ts';
import { requestOperation } from './request-operation.ts';

/** How often a hold without the client is tried for a milestone; a rail that refuses it again and again is left alone. */
const MOST_HOLDS = 20;
const UNDELAYED_HOLDS = 3;
const FIRST_DELAY_MS = 5000;
const LONGEST_DELAY_MS = 3_600_000;

function delayMs(ordinal: number): number {
  if (ordinal <= UNDELAYED_HOLDS) return 0;
  return Math.min(FIRST_DELAY_MS * 4 ** (ordinal - UNDELAYED_HOLDS - 1), LONGEST_DELAY_MS);
}

type From = Extract<MoneyWant, { want: 'hold' }>['from'];

/**
 * Writes a hold without the client and schedules it; the payment must be locked. While a page of the milestone is open the
 * client may be paying on it, so nothing is placed beside it: the end of the page leads here again. Returns the payment.
 */
export async function requestHold(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
  from: From,
): Promise<Payment> {
  const { cardRef, customerRef, fundingMethod, milestoneId, title } = payment;
  const state = afterMove(payment.state, 'hold_started');
  if (state === undefined || (await findLiveOperation(decision.tx, milestoneId, 'place_hold')) !== undefined)
    return payment;
  const session = await findLiveOperation(decision.tx, milestoneId, 'open_session');
  if (from === 'saved_card') {
    const isOpen = session !== undefined && (session.expiresAt === null || session.expiresAt > decision.now);
    if (isOpen || cardRef === null || customerRef === null) return payment;
  }
  const ordinal = await nextOrdinal(decision.tx, milestoneId, 'place_hold');
  if (ordinal > MOST_HOLDS) return payment;
  const rail = from === 'saved_card' ? payment.rail : (session?.rail ?? payment.rail);
  const { operationId } = await requestOperation(decision, payment, {
    kind: 'place_hold',
    rail,
    effect: effects[rail].placeHold,
    amountMinor: capturableMinor(payment),
    dueAt: new Date(decision.now.getTime() + delayMs(ordinal)),
    rest: {
      title,
      purpose: fundingMethod === 'prepaid' ? 'prepaid' : 'hold',
      from: from === 'saved_card' ? { customerRef: customerRef ?? '', cardRef: cardRef ?? '' } : from,
    },
  });
  // What the client approved on a page bears the page's operation; a hold on the saved card bears its own.
  return { ...payment, state, rail, operationId: from === 'saved_card' ? operationId : payment.operationId };
}
