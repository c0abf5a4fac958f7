import { deliveryApproved } from '@loop/contracts';
import { type EventHandler, notYet, on } from '@loop/runtime';
import { approvePayment } from '../domain/approve-payment.ts';
import { alertRefusedCapture } from '../effects/alert-refused-capture.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { readMoney } from '../effects/read-money.ts';
import { requestCapture } from '../effects/request-capture.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/**
 * Captures the hold of an approved milestone, or has its money read so that it is released, held on the saved card, or renewed
 * and then captured. The first approval counts; one for an unfunded milestone is kept.
 */
export function onDeliveryApproved(effects: MoneyEffects): EventHandler {
  return on(deliveryApproved, async (handling) => {
    const { event, tx } = handling;
    const { approvalId, contractId, milestoneId } = event.data;
    const payment = await lockPayment(tx, milestoneId);
    if (payment === undefined) return notYet('milestone not known', contractId);
    const { next, payment: approved } = approvePayment(payment, approvalId);
    if (approved === payment) return undefined;
    // A hold that can be renewed is looked at first: past its honour period a capture of it may be refused.
    const isAtOnce = next === 'capture' && payment.rail === 'stripe';
    await savePayment(tx, isAtOnce ? await requestCapture(handling, effects, approved) : approved);
    if (next !== 'nothing' && !isAtOnce) await readMoney(handling, effects, approved, `approved:${approvalId}`);
    const isOver = payment.state === 'expired' || payment.state === 'voided';
    if (isOver && payment.fundingMethod !== 'card_on_file') await alertRefusedCapture(handling, approved, 'hold_over');
    return undefined;
  });
}
