import { contractDrafted, contractPresentationFailed } from '@loop/contracts';
import { type EventHandler, idFrom, notYet, on } from '@loop/runtime';
import { chooseChannel } from '../domain/choose-channel.ts';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMessage } from '../effects/queue-message.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { contactsOf } from '../store/contacts.ts';
import { keepContract, lockContract } from '../store/contracts.ts';
import { forgottenAmong } from '../store/suppressions.ts';

/**
 * Presents a contract version on the best channel its author can be reached by, or says why it cannot be presented. Waits
 * until the contacts of the opportunity are known. An older version that comes late is not presented any more.
 */
export function onContractDrafted(office: PostOffice): EventHandler {
  return on(contractDrafted, async (handling) => {
    const { event, now, tenantId, tx } = handling;
    const { contractId, opportunityId, version } = event.data;
    // Withdrawn by the portal, which was told the same.
    if ((await forgottenAmong(tx, [identitySha256('opportunity', opportunityId)])).size > 0) return undefined;
    const reaches = await contactsOf(tx, opportunityId);
    if (reaches.length === 0) return notYet('contacts of the opportunity not known', opportunityId);
    const known = await lockContract(tx, contractId);
    if (known !== undefined && (known.declined || known.draft.version > version)) return undefined;
    await keepContract(tx, event.data);
    const presentationId = idFrom('outreach.presentation', tenantId, contractId, version);
    const choice = chooseChannel(reaches);
    if (choice.channel === null) {
      handling.emit(contractPresentationFailed, {
        contractId,
        version,
        presentationId,
        channel: null,
        reason: 'no_channel',
        detail: choice.reason,
        final: true,
        mode: office.mailing.rules.mode,
        failedAt: now.toISOString(),
      });
      return undefined;
    }
    const messageId = idFrom('outreach.message', tenantId, presentationId, choice.channel);
    await queueMessage(handling, office, {
      intent: { template: 'proposal', messageId, contractId, presentationId },
      contact: { contactId: choice.contactId, kind: 'email', value: choice.address },
      channelReason: choice.reason,
      version,
    });
    return undefined;
  });
}
