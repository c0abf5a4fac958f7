import type { Tx } from '@loop/runtime';
import { clientRoom, EVERY_RAIL, type RoomMilestone } from '../domain/client-room.ts';
import type { WorkFacts } from '../domain/milestone.ts';
import { lockContract } from '../store/contracts.ts';
import { NO_WORK, workOf } from '../store/deliveries.ts';
import { loadRoomOf } from '../store/room.ts';

/** A milestone of a locked contract, with what was done about its work. */
export interface LockedMilestone {
  readonly milestone: RoomMilestone;
  readonly work: WorkFacts;
  readonly correlationId: string;
  readonly traceparent: string | null;
}

/** Locks a contract and reads one of its milestones; undefined when there is no such thing. */
export async function lockMilestone(
  tx: Tx,
  contractId: string,
  milestoneId: string,
  now: Date,
): Promise<LockedMilestone | undefined> {
  const contract = await lockContract(tx, contractId);
  const records = contract && (await loadRoomOf(tx, contract, now));
  if (contract === undefined || records === undefined) return undefined;
  const room = clientRoom({ ...records, rails: EVERY_RAIL }, now);
  const milestone = room.milestones.find((one) => one.milestoneId === milestoneId);
  if (milestone === undefined) return undefined;
  const { work } = (await workOf(tx, contractId)).get(milestoneId) ?? NO_WORK;
  return { milestone, work, correlationId: contract.correlationId, traceparent: contract.traceparent };
}
