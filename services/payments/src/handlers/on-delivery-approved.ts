import { deliveryApproved } from '@loop/contracts';
import { type EventHandler, notYet, on } from '@loop/runtime';
import { approvePayment } from '../domain/approve-payment.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { requestCapture } from '../effects/request-capture.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/** Captures the hold of an approved milestone. The first approval counts; one for an unfunded milestone is kept. */
export function onDeliveryApproved(effects: MoneyEffects): EventHandler {
  return on(deliveryApproved, async (handling) => {
    const { event, tx } = handling;
    const { approvalId, contractId, milestoneId } = event.data;
    const payment = await lockPayment(tx, milestoneId);
    if (payment === undefined) return notYet('milestone not known', contractId);
    const { next, payment: approved } = approvePayment(payment, approvalId);
    if (approved === payment) return undefined;
    await savePayment(tx, next === 'capture' ? await requestCapture(handling, effects, approved) : approved);
    if (next === 'read' && approved.paymentRef !== null) {
      const look = { objectType: 'payment_intent', objectRef: approved.paymentRef, providerEventId: null };
      await handling.act(effects.readPayment, look, { key: `approved:${approvalId}` });
    }
    return undefined;
  });
}
