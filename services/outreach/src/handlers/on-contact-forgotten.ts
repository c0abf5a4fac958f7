import { contactForgotten } from '@loop/contracts';
import { identitiesOf, on, requestErasure } from '@loop/runtime';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { eraseContacts } from '../store/contacts.ts';
import { eraseDrafts } from '../store/contracts.ts';
import { suppress } from '../store/suppressions.ts';

/**
 * Erases a person's addresses and what was drafted for them, and refuses them from now on, by fingerprints alone: of the identities the order tells, and of what
 * they asked for, since the event that told of it may come late, or be handled again, with addresses the order does not tell.
 */
export const onContactForgotten = on(contactForgotten, async ({ event, now, tx }) => {
  const { contactId, opportunityIds } = event.data;
  const identities = identitiesOf(event.data);
  await eraseContacts(tx, contactId, opportunityIds);
  const contractIds = await eraseDrafts(tx, opportunityIds);
  const fingerprints = [
    ...identities.map(({ valueSha256 }) => valueSha256),
    ...opportunityIds.map((opportunityId) => identitySha256('opportunity', opportunityId)),
  ];
  for (const fingerprint of fingerprints) {
    await suppress(tx, { identitySha256: fingerprint, reason: 'forgotten', messageId: null, since: now });
  }
  await requestErasure(tx, event.id, { ids: [contactId, ...opportunityIds, ...contractIds], identities, kept: [] });
});
