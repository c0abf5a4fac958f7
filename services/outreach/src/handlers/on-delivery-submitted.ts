import { deliverySubmitted } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueNotice } from '../effects/queue-notice.ts';

/** Tells the client that there is work to look at. */
export function onDeliverySubmitted(office: PostOffice): EventHandler {
  return on(deliverySubmitted, async (handling) => {
    const { contractId, deliveryId, title } = handling.event.data;
    return queueNotice(handling, office, {
      contractId,
      about: [deliveryId],
      intent: (messageId, presentationId) => ({
        template: 'delivery_ready',
        messageId,
        contractId,
        presentationId,
        title,
      }),
    });
  });
}
