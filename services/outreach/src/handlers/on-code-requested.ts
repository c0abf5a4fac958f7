import { codeRequested } from '@loop/contracts';
import { type EventHandler, idFrom, notYet, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMessage } from '../effects/queue-message.ts';
import { findContact } from '../store/contacts.ts';
import { findContract } from '../store/contracts.ts';

/**
 * E-mails the one-time code somebody asked for. It goes to a person who unsubscribed as well: they asked for it a moment ago,
 * and could not sign without it. Somebody who was forgotten since gets nothing.
 */
export function onCodeRequested(office: PostOffice): EventHandler {
  return on(codeRequested, async (handling) => {
    const { event, tenantId, tx } = handling;
    const { codeRequestId, contactId, contractId, expiresAt, purpose } = event.data;
    if ((await findContract(tx, contractId)) === undefined) return notYet('contract not known', contractId);
    const contact = await findContact(tx, contactId);
    if (contact === undefined) return undefined;
    const messageId = idFrom('outreach.message', tenantId, codeRequestId);
    await queueMessage(handling, office, {
      intent: { template: 'sign_in_code', messageId, contractId, codeRequestId, codePurpose: purpose, expiresAt },
      contact,
      channelReason: 'E-mail: codes go to the address the contract was presented to.',
      version: null,
    });
    return undefined;
  });
}
