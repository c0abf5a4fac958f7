import type { MoneyState } from './money-state.ts';
import type { Payment } from './payment.ts';

/** Where another way of funding can still be chosen: nothing is held, captured, or on its way to be. */
const CHOOSABLE: ReadonlySet<MoneyState> = new Set([
  'unfunded',
  'session_open',
  'card_saved',
  'auth_failed',
  'expired',
  'voided',
]);

/**
 * The payment after the client chose a way of funding; undefined when it changes nothing, because money is held already or a
 * newer choice was noted before. A page that was open for the old way funds nothing any more.
 */
export function selectFunding(
  payment: Payment,
  fundingMethod: Payment['fundingMethod'],
  selectedAt: Date,
): Payment | undefined {
  const { fundingSelectedAt, state } = payment;
  const isOld = fundingSelectedAt !== null && selectedAt < fundingSelectedAt;
  if (isOld || !CHOOSABLE.has(state)) return undefined;
  const isOther = fundingMethod !== payment.fundingMethod;
  const rest: MoneyState = fundingMethod === 'card_on_file' && payment.cardRef !== null ? 'card_saved' : 'unfunded';
  return { ...payment, fundingMethod, fundingSelectedAt: selectedAt, state: isOther ? rest : state };
}
