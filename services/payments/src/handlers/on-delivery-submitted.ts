import { deliverySubmitted } from '@loop/contracts';
import { type EventHandler, notYet, on } from '@loop/runtime';
import { moveApproval } from '../domain/approval.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { watchCard } from '../effects/watch-money.ts';
import { lockPayment, savePayment } from '../store/payments.ts';

/**
 * Notes that the client has work to decide on; an approval or a dispute that is there already stays. A saved card is held for
 * it when the client has not paid in the portal meanwhile.
 */
export function onDeliverySubmitted(effects: MoneyEffects): EventHandler {
  return on(deliverySubmitted, async (handling) => {
    const { contractId, milestoneId, submittedAt } = handling.event.data;
    const payment = await lockPayment(handling.tx, milestoneId);
    if (payment === undefined) return notYet('milestone not known', contractId);
    const approval = moveApproval(payment, 'submitted', new Date(submittedAt));
    if (approval === undefined) return undefined;
    const submitted = { ...payment, ...approval, submittedAt: new Date(submittedAt) };
    await savePayment(handling.tx, submitted);
    await watchCard(handling, effects, submitted);
    return undefined;
  });
}
