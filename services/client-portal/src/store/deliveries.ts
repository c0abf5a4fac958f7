import type { Tx } from '@loop/runtime';
import type { Artifact, Delivery } from '../domain/client-room.ts';
import type { WorkFacts } from '../domain/milestone.ts';
import { db } from './tables.ts';

/** Work of one milestone, as far as it is on record. */
export interface MilestoneWork {
  readonly work: WorkFacts;
  readonly delivery: Delivery | null;
  readonly rating: number | null;
}

/** A milestone nothing was done about. */
export const NO_WORK: MilestoneWork = {
  work: { deliveryId: null, deliveries: 0, revisionOpen: false, revisions: 0, approved: false },
  delivery: null,
  rating: null,
};

interface MilestoneKey {
  readonly contractId: string;
  readonly milestoneId: string;
}

/** Writes a delivery; its version must be the milestone's next. */
export async function insertDelivery(
  tx: Tx,
  key: MilestoneKey,
  delivery: Delivery,
  by: { readonly actor: string; readonly reason: string },
): Promise<void> {
  await tx.run(
    db.insertInto('deliveries').values({
      delivery_id: delivery.deliveryId,
      contract_id: key.contractId,
      milestone_id: key.milestoneId,
      version: delivery.version,
      title: delivery.title,
      artifacts: JSON.stringify(delivery.artifacts),
      submitted_at: delivery.submittedAt,
      actor: by.actor,
      reason: by.reason,
    }),
  );
}

/** Writes a request for changes. */
export async function insertRevision(
  tx: Tx,
  key: MilestoneKey,
  revision: {
    readonly revisionId: string;
    readonly deliveryId: string;
    readonly round: number;
    readonly note: string;
    readonly requestedAt: Date;
  },
): Promise<void> {
  await tx.run(
    db.insertInto('revisions').values({
      revision_id: revision.revisionId,
      contract_id: key.contractId,
      milestone_id: key.milestoneId,
      delivery_id: revision.deliveryId,
      round: revision.round,
      note: revision.note,
      requested_at: revision.requestedAt,
    }),
  );
}

/** Writes the approval of a milestone. Throws when it is approved already: one capture each. */
export async function insertApproval(
  tx: Tx,
  key: MilestoneKey,
  approval: {
    readonly approvalId: string;
    readonly deliveryId: string;
    readonly rating: number | null;
    readonly approvedAt: Date;
  },
): Promise<void> {
  await tx.run(
    db.insertInto('approvals').values({
      approval_id: approval.approvalId,
      contract_id: key.contractId,
      milestone_id: key.milestoneId,
      delivery_id: approval.deliveryId,
      rating: approval.rating,
      approved_at: approval.approvedAt,
    }),
  );
}

/** Everything done about a contract's milestones, by milestone; one nothing was done about is missing. */
export async function workOf(tx: Tx, contractId: string): Promise<ReadonlyMap<string, MilestoneWork>> {
  const [deliveries, revisions, approvals] = await Promise.all([
    tx.rows(db.selectFrom('deliveries').selectAll().where('contract_id', '=', contractId).orderBy('version')),
    tx.rows(db.selectFrom('revisions').selectAll().where('contract_id', '=', contractId)),
    tx.rows(db.selectFrom('approvals').selectAll().where('contract_id', '=', contractId)),
  ]);
  const byMilestone = Map.groupBy(deliveries, (row) => row.milestone_id);
  return new Map(
    [...byMilestone].map(([milestoneId, rows]): [string, MilestoneWork] => {
      const newest = rows.at(-1);
      const asked = revisions.filter((row) => row.milestone_id === milestoneId);
      const approval = approvals.find((row) => row.milestone_id === milestoneId);
      const work = {
        deliveryId: newest?.delivery_id ?? null,
        deliveries: rows.length,
        revisionOpen: asked.some((row) => row.delivery_id === newest?.delivery_id),
        revisions: asked.length,
        approved: approval !== undefined,
      };
      const delivery =
        newest === undefined
          ? null
          : {
              deliveryId: newest.delivery_id,
              version: newest.version,
              title: newest.title,
              artifacts: JSON.parse(newest.artifacts) as readonly Artifact[],
              submittedAt: newest.submitted_at,
            };
      return [milestoneId, { work, delivery, rating: approval?.rating ?? null }];
    }),
  );
}
