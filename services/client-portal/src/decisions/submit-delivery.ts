import { deliverySubmitted, type InputOf, type opsDeliver } from '@loop/contracts';
import { type Decision, followsFrom, idFrom, type Refusal } from '@loop/runtime';
import type { Artifact, Delivery } from '../domain/client-room.ts';
import { refuseMilestone } from '../domain/milestone.ts';
import { insertDelivery } from '../store/deliveries.ts';
import { putOnRecord } from '../store/evidence.ts';
import { lockMilestone } from './lock-milestone.ts';

/** What an operator submits. */
export type DeliveryOrder = InputOf<ReturnType<typeof opsDeliver.request>>;

/** Which delivery it became. */
export interface Submitted {
  readonly deliveryId: string;
  readonly version: number;
}

/**
 * Submits a delivery of a funded milestone. The same title and artifacts as the newest delivery, with nothing decided about
 * it, are that delivery again: a command that is given twice delivers once.
 */
export async function submitDelivery(decision: Decision, order: DeliveryOrder): Promise<Submitted | Refusal> {
  const { tenantId, tx, now, emit } = decision;
  const { contractId, milestoneId, title, actor, reason } = order;
  const locked = await lockMilestone(tx, contractId, milestoneId, now);
  if (locked === undefined) return { refused: 'not_found', detail: 'There is no such milestone' };
  const { milestone, work, correlationId, traceparent } = locked;
  followsFrom(traceparent);
  const artifacts: readonly Artifact[] = order.artifacts.map(({ name, url, sha256 }) => ({ name, url, sha256 }));
  const newest = milestone.delivery;
  if (newest !== null && !work.revisionOpen && !work.approved && isSameDelivery(newest, title, artifacts)) {
    return { deliveryId: newest.deliveryId, version: newest.version };
  }
  const refusal = refuseMilestone(milestone.status, 'deliver');
  if (refusal !== null) return refusal;
  const version = work.deliveries + 1;
  const deliveryId = idFrom(tenantId, 'delivery', milestoneId, version);
  await insertDelivery(
    tx,
    { contractId, milestoneId },
    { deliveryId, version, title, artifacts, submittedAt: now },
    { actor, reason },
  );
  const details = { deliveryId, version, artifacts: artifacts.map((artifact) => artifact.sha256) };
  const { position } = await putOnRecord(tx, { contractId, kind: 'delivered', milestoneId, at: now, details });
  emit(
    deliverySubmitted,
    { milestoneId, contractId, deliveryId, version, title, artifacts: [...artifacts], submittedAt: now.toISOString() },
    { sequence: position, correlationId },
  );
  return { deliveryId, version };
}

function isSameDelivery(delivery: Delivery, title: string, artifacts: readonly Artifact[]): boolean {
  const said = (one: { readonly title: string; readonly artifacts: readonly Artifact[] }) =>
    JSON.stringify([one.title, one.artifacts.map(({ name, url, sha256 }) => [name, url, sha256])]);
  return said(delivery) === said({ title, artifacts });
}
