import type { Channel, contactEnriched, PayloadOf } from '@loop/contracts';

type Contact = PayloadOf<typeof contactEnriched>['contacts'][number];
type ReachableChannel = NonNullable<PayloadOf<typeof contactEnriched>['channels']>[number];

const BY_KIND: Readonly<Partial<Record<Contact['kind'], Channel>>> = {
  email: 'email',
  whatsapp: 'whatsapp',
  telegram: 'telegram',
  twitter: 'x_dm',
  linkedin: 'linkedin_message',
  instagram: 'instagram_dm',
  facebook: 'messenger',
  reddit: 'reddit_message',
};

/** Lines that take no text message, or that nobody should be made to ring. */
const VOICE_ONLY = new Set(['fixed_line', 'toll_free', 'other']);

/** Invitations to a group and pages of companies are no person's. */
const NO_PERSON = /^\+[\w-]*[a-z_-]|^company\//i;

function channelsOf({ kind, value, check }: Contact): readonly Channel[] {
  if (kind === 'phone') {
    if (check?.phoneType === 'premium_rate') return [];
    return VOICE_ONLY.has(check?.phoneType ?? '') ? ['voice'] : ['sms', 'voice'];
  }
  const channel = NO_PERSON.test(value) ? undefined : BY_KIND[kind];
  return channel === undefined ? [] : [channel];
}

/** The ways a message can travel to one of the contacts, in the contacts' order; to the invalid there is none. */
export function reachableChannels(contacts: readonly Contact[]): ReachableChannel[] {
  return contacts
    .filter(({ check }) => check?.verdict !== 'invalid')
    .flatMap((contact) => {
      const { contactId, score } = contact;
      return channelsOf(contact).map((channel) => ({ channel, contactId, score }));
    });
}
