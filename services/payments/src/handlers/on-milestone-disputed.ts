import { milestoneDisputed } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Stops the capture until the client approves after all. A milestone that was approved before cannot be disputed with us. */
export const onMilestoneDisputed = on(milestoneDisputed, async ({ event, tx }) => {
  const { contractId, milestoneId } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  if (payment.approvalId === null) await savePayment(tx, { ...payment, approval: 'disputed' });
  return undefined;
});
