import { deliveryRevisionRequested } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { moveApproval } from '../domain/approval.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Notes that the client wants changes: nothing is held or captured for work that is being changed. */
export const onDeliveryRevisionRequested = on(deliveryRevisionRequested, async ({ event, tx }) => {
  const { contractId, milestoneId, requestedAt } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  const approval = moveApproval(payment, 'revision_requested', new Date(requestedAt));
  if (approval !== undefined) await savePayment(tx, { ...payment, ...approval });
  return undefined;
});
