import { railSelected } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import type { Rail } from '../domain/funding.ts';
import { moneyState } from '../domain/milestone-money.ts';
import { changeContract, lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import { fundingChoicesOf } from '../store/funding-choices.ts';
import { paymentsOf } from '../store/milestone-payments.ts';

/** Why a rail was not picked. */
export interface RailRefusal {
  readonly refused: 'not_found' | 'card_is_saved';
  readonly detail: string;
}

const CARD_IS_SAVED: RailRefusal = {
  refused: 'card_is_saved',
  detail: 'A card is saved for work that is under way, and can only be charged where it was saved.',
};

/**
 * Picks the rail for what is paid from now on; what was paid stays where it is. Null when done, also where it is that rail
 * already. While a card is saved for work that is under way, the rail that has it stays.
 */
export async function selectRail(decision: Decision, contractId: string, rail: Rail): Promise<RailRefusal | null> {
  const { tx, now, emit } = decision;
  const contract = await lockContract(tx, contractId);
  if (contract === undefined) return { refused: 'not_found', detail: 'There is nothing here' };
  if (contract.rail === rail) return null;
  const [payments, choices] = await Promise.all([paymentsOf(tx, contractId), fundingChoicesOf(tx, contractId)]);
  const isSaved = [...payments].some(
    ([milestoneId, facts]) => moneyState(facts, 0, choices.get(milestoneId)).kind === 'card_saved',
  );
  if (isSaved) return CARD_IS_SAVED;
  await changeContract(tx, contractId, { rail });
  const { position } = await putOnRecord(tx, { contractId, kind: 'rail_selected', at: now, details: { rail } });
  emit(railSelected, { contractId, rail, selectedAt: now.toISOString() }, { sequence: position });
  return null;
}
