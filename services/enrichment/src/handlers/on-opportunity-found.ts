import { contactEnriched, contactUnreachable, opportunityFound } from '@loop/contracts';
import { idFrom, on } from '@loop/runtime';
import { reachability } from '../domain/reachability.ts';
import { keepContacts } from '../store/contacts.ts';

/** Finds how the author of an opportunity can be reached. The same post gives the same contacts under the same ids again. */
export const onOpportunityFound = on(opportunityFound, async ({ event, emit, now, tenantId, tx }) => {
  const { opportunityId, source, author, title, text } = event.data;
  const reached = reachability({ platform: source.platform, url: source.url, author, title, text });
  if ('reason' in reached) {
    emit(contactUnreachable, { opportunityId, ...reached });
    return;
  }
  const contacts = reached.contacts.map((contact) => ({
    contactId: idFrom('contact', tenantId, contact.kind, contact.value),
    ...contact,
  }));
  const [best] = contacts;
  if (best === undefined) throw new Error('An author who can be reached has a contact');
  await keepContacts(tx, opportunityId, contacts, now);
  emit(contactEnriched, { opportunityId, contacts, bestContactId: best.contactId });
});
