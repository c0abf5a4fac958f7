import type { ExtractedContact } from './extract-contacts.ts';
import type { ContactKind } from './finding.ts';

/** Every kind of contact under the name that `loop contacts extract` and labelled texts give it, in their order. */
export const CONTACT_LABELS = {
  emails: 'email',
  twitter: 'twitter',
  linkedin: 'linkedin',
  github: 'github',
  phones: 'phone',
  whatsapp: 'whatsapp',
  telegram: 'telegram',
  discord: 'discord',
  urls_contact: 'booking_link',
  reddit: 'reddit',
  instagram: 'instagram',
  facebook: 'facebook',
  website: 'website',
} as const satisfies Readonly<Record<string, ContactKind>>;

export type ContactLabel = keyof typeof CONTACT_LABELS;

const LABELS = Object.keys(CONTACT_LABELS) as ContactLabel[];

/** The values of contacts by label, all labels always there, each in the order given. */
export function labelledContacts(contacts: readonly ExtractedContact[]): Record<ContactLabel, string[]> {
  return Object.fromEntries(
    LABELS.map((label) => [
      label,
      contacts.flatMap(({ kind, value }) => (kind === CONTACT_LABELS[label] ? [value] : [])),
    ]),
  ) as Record<ContactLabel, string[]>;
}
