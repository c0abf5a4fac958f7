import { milestoneFunded } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueNotice } from '../effects/queue-notice.ts';

/** Sends the receipt of a payment, one for each payment of the provider's. */
export function onMilestoneFunded(office: PostOffice): EventHandler {
  return on(milestoneFunded, async (handling) => {
    const { amountMinor, captureBefore, contractId, currency, milestoneId, providerRef } = handling.event.data;
    return queueNotice(handling, office, {
      contractId,
      about: [milestoneId, providerRef],
      intent: (messageId, presentationId) => ({
        template: 'payment_held',
        messageId,
        contractId,
        presentationId,
        milestoneId,
        amountMinor,
        currency,
        heldUntil: captureBefore,
      }),
    });
  });
}
