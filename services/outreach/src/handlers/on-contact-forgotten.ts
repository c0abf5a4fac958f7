import { contactForgotten } from '@loop/contracts';
import { on } from '@loop/runtime';
import { eraseContacts } from '../store/contacts.ts';
import { suppress } from '../store/suppressions.ts';

/** Erases a person's addresses and refuses them from now on, by their fingerprints alone. */
export const onContactForgotten = on(contactForgotten, async ({ event, now, tx }) => {
  const { contactId, identities, opportunityIds } = event.data;
  await eraseContacts(tx, contactId, opportunityIds);
  for (const { valueSha256 } of identities) {
    await suppress(tx, { identitySha256: valueSha256, reason: 'forgotten', messageId: null, since: now });
  }
});
