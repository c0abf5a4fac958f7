import { contractCompleted } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueNotice } from '../effects/queue-notice.ts';

/** Thanks the client once everything is delivered, approved and paid. */
export function onContractCompleted(office: PostOffice): EventHandler {
  return on(contractCompleted, async (handling) => {
    const { contractId } = handling.event.data;
    return queueNotice(handling, office, {
      contractId,
      about: [contractId, 'completed'],
      intent: (messageId, presentationId) => ({
        template: 'contract_completed',
        messageId,
        contractId,
        presentationId,
      }),
    });
  });
}
