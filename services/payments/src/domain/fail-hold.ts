import type { MoneyFact } from './money-fact.ts';
import { afterMove } from './money-state.ts';
import type { Payment } from './payment.ts';

/** Refusals of our own, which say nothing about the client's card. */
const OURS: ReadonlySet<string> = new Set(['hold_not_wanted', 'another_mode', 'not_offered', 'page_over', 'gave_up']);

/**
 * The payment after the provider refused a hold that was asked for without the client, and what that makes true. A refusal of
 * our own leaves it as it was before; a card that was refused is told once, and only the client can go on from there.
 */
export function failHold(
  payment: Payment,
  operationId: string,
  reason: string,
): { readonly payment: Payment; readonly facts: readonly MoneyFact[] } {
  if (payment.state !== 'authorizing') return { payment, facts: [] };
  if (OURS.has(reason))
    return { payment: { ...payment, state: payment.cardRef === null ? 'unfunded' : 'card_saved' }, facts: [] };
  const ref = `${operationId}:${reason}`;
  const state = afterMove(payment.state, 'declined') ?? payment.state;
  return {
    payment: { ...payment, state, failureRef: ref },
    facts: [{ fact: 'funding_failed', decline: { code: reason, ref } }],
  };
}
