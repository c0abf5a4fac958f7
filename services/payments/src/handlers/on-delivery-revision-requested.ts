import { deliveryRevisionRequested } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Notes that the client wants changes: nothing waits for their decision until the next delivery. */
export const onDeliveryRevisionRequested = on(deliveryRevisionRequested, async ({ event, tx }) => {
  const { contractId, milestoneId } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  if (payment.approval === 'submitted') await savePayment(tx, { ...payment, approval: 'none' });
  return undefined;
});
