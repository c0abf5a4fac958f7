import { type Decision, idFrom, type NotYet, notYet } from '@loop/runtime';
import { findContact } from '../store/contacts.ts';
import { findContract } from '../store/contracts.ts';
import { findPresentation } from '../store/messages.ts';
import type { EmailIntent } from './email-intent.ts';
import type { PostOffice } from './mailing.ts';
import { queueMessage } from './queue-message.ts';

/** What a notice is made from: which message it is for good, and its intent once the presentation is known. */
export interface Notice {
  readonly contractId: string;
  /** Names the message: the same parts are the same message. */
  readonly about: readonly string[];
  intent(messageId: string, presentationId: string): EmailIntent;
}

/**
 * Has a notice about a contract sent to whom it was presented. Waits for a contract that is not known yet; a declined one, and
 * a client who was forgotten, get none.
 */
export async function queueNotice(decision: Decision, office: PostOffice, notice: Notice): Promise<NotYet | undefined> {
  const { tenantId, tx } = decision;
  const contract = await findContract(tx, notice.contractId);
  if (contract === undefined) return notYet('contract not known', notice.contractId);
  const presentation = await findPresentation(tx, notice.contractId);
  const contact = presentation && (await findContact(tx, presentation.contactId));
  if (contract.declined || presentation === undefined || contact === undefined) return undefined;
  const messageId = idFrom('outreach.message', tenantId, ...notice.about);
  await queueMessage(decision, office, {
    intent: notice.intent(messageId, presentation.presentationId),
    contact,
    channelReason: 'E-mail: notices go to the address the contract was presented to.',
    version: null,
  });
  return undefined;
}
