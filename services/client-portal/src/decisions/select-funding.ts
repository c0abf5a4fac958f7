import { fundingMethodSelected } from '@loop/contracts';
import { type Decision, followsFrom } from '@loop/runtime';
import { clientRoom } from '../domain/client-room.ts';
import type { FundingMethod, RailOffer } from '../domain/funding.ts';
import { type MilestoneRefusal, milestoneRefusal } from '../domain/milestone.ts';
import { lockContract } from '../store/contracts.ts';
import { putOnRecord } from '../store/evidence.ts';
import { keepFundingChoice } from '../store/funding-choices.ts';
import { loadRoomOf } from '../store/room.ts';

/** How the client wants to fund a milestone, on the rails there are. */
export interface FundingOrder {
  readonly contractId: string;
  readonly milestoneId: string;
  readonly method: FundingMethod;
  readonly rails: readonly RailOffer[];
}

/**
 * Picks another way of funding a milestone, while none of its money is held or taken; on record and told to payments. Null
 * when done, also where it is that way already.
 */
export async function selectFunding(decision: Decision, order: FundingOrder): Promise<MilestoneRefusal | null> {
  const { tx, now, emit } = decision;
  const { contractId, milestoneId, method, rails } = order;
  const contract = await lockContract(tx, contractId);
  const records = contract && (await loadRoomOf(tx, contract, now));
  if (contract === undefined || records === undefined) return milestoneRefusal('not_signed');
  followsFrom(contract.traceparent);
  const room = clientRoom({ ...records, rails }, now);
  const milestone = room.milestones.find((one) => one.milestoneId === milestoneId);
  if (contract.status !== 'signed' || milestone === undefined) return milestoneRefusal('not_signed');
  const { choices, fundingMethod, money } = milestone;
  if (money.kind !== 'unfunded' && money.kind !== 'card_saved') return milestoneRefusal('already_funded');
  if (milestone.status === 'approved') return milestoneRefusal('already_approved');
  if (!choices.includes(method)) return milestoneRefusal('not_offered');
  if (fundingMethod === method) return null;
  await keepFundingChoice(tx, { contractId, milestoneId }, { method, selectedAt: now });
  const details = { fundingMethod: method, before: fundingMethod };
  const happening = { contractId, kind: 'funding_method_selected', milestoneId, at: now, details };
  const { position } = await putOnRecord(tx, happening);
  const selectedAt = now.toISOString();
  emit(fundingMethodSelected, { milestoneId, contractId, fundingMethod: method, selectedAt }, { sequence: position });
  return null;
}
