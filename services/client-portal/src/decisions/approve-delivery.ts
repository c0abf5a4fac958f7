import { deliveryApproved } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { type MilestoneRefusal, milestoneRefusal, refuseMilestone } from '../domain/milestone.ts';
import { insertApproval } from '../store/deliveries.ts';
import { putOnRecord } from '../store/evidence.ts';
import { lockMilestone } from './lock-milestone.ts';
import type { Signer } from './sign-contract.ts';
import { type TakenCode, takeCode } from './take-code.ts';

/** An approval as it came in. */
export interface ApprovalOrder {
  readonly contractId: string;
  readonly milestoneId: string;
  /** The delivery the client had before them. */
  readonly deliveryId: string;
  readonly rating: number | null;
  readonly code: string;
  readonly signer: Signer;
}

/** Why a delivery was not approved. */
export type ApprovalRefusal =
  | MilestoneRefusal
  | Extract<TakenCode, { refused: string }>
  | { readonly refused: 'not_found'; readonly detail: string };

/** Approves the newest delivery of a milestone, proved by a code: the one thing that lets payments take money. Null when done. */
export async function approveDelivery(
  decision: Decision,
  key: string,
  order: ApprovalOrder,
): Promise<ApprovalRefusal | null> {
  const { tenantId, tx, now, emit } = decision;
  const { contractId, milestoneId, deliveryId, rating, signer } = order;
  const locked = await lockMilestone(tx, contractId, milestoneId, now);
  if (locked === undefined) return { refused: 'not_found', detail: 'There is nothing here' };
  const refusal = refuseMilestone(locked.milestone.status, 'approve');
  if (refusal !== null) return refusal;
  if (locked.milestone.delivery?.deliveryId !== deliveryId) return milestoneRefusal('another_delivery');
  const taken = await takeCode(tx, key, { contractId, purpose: 'approve', milestoneId, typed: order.code }, now);
  if ('refused' in taken) return taken;
  const approvalId = idFrom(tenantId, 'approval', milestoneId);
  await insertApproval(tx, { contractId, milestoneId }, { approvalId, deliveryId, rating, approvedAt: now });
  const { position } = await putOnRecord(tx, {
    contractId,
    kind: 'approved',
    milestoneId,
    at: now,
    details: {
      approvalId,
      deliveryId,
      rating,
      codeRequestId: taken.codeRequestId,
      ip: signer.ip,
      userAgent: signer.userAgent.toWellFormed(),
      session: signer.sessionHash,
    },
  });
  emit(
    deliveryApproved,
    { milestoneId, contractId, deliveryId, approvalId, rating, approvedAt: now.toISOString() },
    { sequence: position },
  );
  return null;
}
