import { deliverySubmitted } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Notes that the client has work to decide on; an approval or a dispute that is there already stays. */
export const onDeliverySubmitted = on(deliverySubmitted, async ({ event, tx }) => {
  const { contractId, milestoneId } = event.data;
  const payment = await lockPayment(tx, milestoneId);
  if (payment === undefined) return notYet('milestone not known', contractId);
  if (payment.approval === 'none') await savePayment(tx, { ...payment, approval: 'submitted' });
  return undefined;
});
