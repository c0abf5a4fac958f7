import { milestoneDisputed } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { moveApproval } from '../domain/approval.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Stops the capture until the client approves after all. A milestone that was approved before cannot be disputed with us. */
export const onMilestoneDisputed = on(milestoneDisputed, async ({ event, tx }) => {
  const { contractId, disputedAt, milestoneId } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  const approval = moveApproval(payment, 'disputed', new Date(disputedAt));
  if (approval !== undefined) await savePayment(tx, { ...payment, ...approval });
  return undefined;
});
