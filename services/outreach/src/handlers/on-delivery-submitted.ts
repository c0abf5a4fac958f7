import { deliverySubmitted } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { isCardSaved } from '../effects/queue-money-news.ts';
import { queueNotice } from '../effects/queue-notice.ts';

/** Tells the client that there is work to look at, and where their card is only saved, that its amount is to be set aside. */
export function onDeliverySubmitted(office: PostOffice): EventHandler {
  return on(deliverySubmitted, async (handling) => {
    const { contractId, deliveryId, milestoneId, title } = handling.event.data;
    const isOnCard = await isCardSaved(handling, milestoneId);
    return queueNotice(handling, office, {
      contractId,
      about: [deliveryId],
      intent: (messageId, presentationId) => ({
        template: 'delivery_ready',
        messageId,
        contractId,
        presentationId,
        title,
        isOnCard,
      }),
    });
  });
}
