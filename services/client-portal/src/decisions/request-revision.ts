import { deliveryRevisionRequested } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { type MilestoneRefusal, milestoneRefusal, refuseMilestone } from '../domain/milestone.ts';
import { insertRevision } from '../store/deliveries.ts';
import { putOnRecord } from '../store/evidence.ts';
import { lockMilestone } from './lock-milestone.ts';

/** What the client wants changed about which delivery. */
export interface RevisionOrder {
  readonly contractId: string;
  readonly milestoneId: string;
  readonly deliveryId: string;
  readonly note: string;
}

/** Asks for changes to the newest delivery. Null when noted; asking again for the same delivery is refused. */
export async function requestRevision(decision: Decision, order: RevisionOrder): Promise<MilestoneRefusal | null> {
  const { tenantId, tx, now, emit } = decision;
  const { contractId, milestoneId, deliveryId, note } = order;
  const locked = await lockMilestone(tx, contractId, milestoneId, now);
  if (locked === undefined) return milestoneRefusal('nothing_delivered');
  const refusal = refuseMilestone(locked.milestone.status, 'request_revision');
  if (refusal !== null) return refusal;
  if (locked.milestone.delivery?.deliveryId !== deliveryId) return milestoneRefusal('another_delivery');
  const round = locked.work.revisions + 1;
  const revisionId = idFrom(tenantId, 'revision', milestoneId, round);
  await insertRevision(tx, { contractId, milestoneId }, { revisionId, deliveryId, round, note, requestedAt: now });
  const details = { revisionId, deliveryId, round };
  const { position } = await putOnRecord(tx, { contractId, kind: 'revision_requested', milestoneId, at: now, details });
  const requestedAt = now.toISOString();
  emit(
    deliveryRevisionRequested,
    { milestoneId, contractId, deliveryId, revisionId, round, note, requestedAt },
    { sequence: position },
  );
  return null;
}
