import { contactEnriched } from '@loop/contracts';
import { on } from '@loop/runtime';
import type { Reach } from '../domain/choose-channel.ts';
import { normalisedEmail } from '../domain/email-address.ts';
import { identitySha256 } from '../proofs/identity-sha256.ts';
import { keepContacts } from '../store/contacts.ts';
import { forgottenAmong } from '../store/suppressions.ts';

/**
 * Keeps how an opportunity's author can be reached, best first: not by what would reach nobody, and nobody who was forgotten is
 * taken up again.
 */
export const onContactEnriched = on(contactEnriched, async ({ event, tx }) => {
  const { bestContactId, opportunityId } = event.data;
  const contacts = event.data.contacts.filter(({ check }) => check?.verdict !== 'invalid');
  const best = contacts.filter(({ contactId }) => contactId === bestContactId);
  const others = contacts.filter(({ contactId }) => contactId !== bestContactId);
  const ranked = [...best, ...others].map((contact) => ({ contact, identity: identityOf(contact) }));
  const asked = identitySha256('opportunity', opportunityId);
  const forgotten = await forgottenAmong(tx, [asked, ...ranked.map(({ identity }) => identity)]);
  const known = forgotten.has(asked) ? [] : ranked.filter(({ identity }) => !forgotten.has(identity));
  const kept = known.map(({ contact }) => contact);
  await keepContacts(tx, opportunityId, kept);
});

function identityOf({ kind, value }: Pick<Reach, 'kind' | 'value'>): string {
  return identitySha256(kind, kind === 'email' ? (normalisedEmail(value) ?? value) : value);
}
