import type { ExtractedContact } from '@loop/contacts';
import type { contactEnriched, PayloadOf } from '@loop/contracts';
import type { Remark } from './check.ts';
import { checkContact, type MailDomains } from './check-contact.ts';

type Enriched = PayloadOf<typeof contactEnriched>;

/** A contact as it was found, wherever that was. */
export type FoundContact = Omit<ExtractedContact, 'source'> & {
  readonly source: Enriched['contacts'][number]['source'];
};

/** A contact with its check and its final score. */
export type RankedContact = Omit<Enriched['contacts'][number], 'contactId'>;

/** What of a post matters to its contacts. */
export interface PostFacts {
  /** `hackernews`, `perplexity`, …. */
  readonly platform: string;
  readonly url: string | null;
  readonly author: string | null;
  readonly postedAt: Date | null;
}

/** Sources whose texts somebody else, or a machine, has written about the author. */
const SUMMARIES = new Set(['perplexity', 'web', 'web_search']);

const DAY_MS = 86_400_000;
const MIN_ALIKE = 4;

/** The further from the author's own words, the less it says who is meant. */
function directness(where: FoundContact['source']['where'], platform: string): Remark | false {
  if (where === 'profile') return { by: -0.05, reason: "From the author's profile" };
  if (where === 'page') return { by: -0.15, reason: 'From the page behind the post' };
  return SUMMARIES.has(platform) && { by: -0.2, reason: 'From a summary that others wrote' };
}

function freshness(postedAt: Date | null, now: Date): Remark | false {
  const ageDays = postedAt === null ? 0 : (now.getTime() - postedAt.getTime()) / DAY_MS;
  if (ageDays > 365) return { by: -0.15, reason: 'Written more than a year ago' };
  if (ageDays > 90) return { by: -0.05, reason: 'Written more than three months ago' };
  return false;
}

const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The part of a contact that may be somebody's name: a mailbox, a handle. */
const nameIn = ({ kind, value }: FoundContact): string =>
  bare(kind === 'email' ? value.slice(0, value.lastIndexOf('@')) : value.replace(/^(?:in|company)\//, ''));

function isAuthors(contact: FoundContact, author: string | null): boolean {
  if (author === null || ['phone', 'whatsapp', 'website', 'booking_link'].includes(contact.kind)) return false;
  const [name, own] = [nameIn(contact), bare(author)];
  if (name.length < MIN_ALIKE || own.length < MIN_ALIKE) return false;
  return name.includes(own) || own.includes(name);
}

const hostOf = (site: string): string => site.replace(/^(?:https?:\/\/)?(?:www\.)?/, '').split('/', 1)[0] ?? '';

/** The domain of an address is that of a site the same post names. */
function hasSiteBeside({ kind, value }: FoundContact, all: readonly FoundContact[]): boolean {
  if (kind !== 'email') return false;
  const domain = value.slice(value.lastIndexOf('@') + 1);
  return all.some((other) => other.kind === 'website' && hostOf(other.value) === domain);
}

/**
 * Checks and scores the contacts of a post, best first and the invalid last. The score of what the post says is weighed by how
 * direct and how fresh it is, what else bears it out, and what the check found.
 * @param seenBefore values, as `kind:value`, that other posts named as well.
 */
export function rankContacts(
  contacts: readonly FoundContact[],
  post: PostFacts,
  known: { readonly domains: MailDomains; readonly seenBefore: ReadonlySet<string>; readonly now: Date },
): RankedContact[] {
  const ranked = contacts.map((contact): RankedContact => {
    const { check, by } = checkContact(contact, known.domains);
    const weighed: (Remark | false)[] = [
      directness(contact.source.where, post.platform),
      freshness(post.postedAt, known.now),
      contact.rule !== 'email.username' &&
        isAuthors(contact, post.author) && { by: 0.04, reason: "Alike the author's name" },
      hasSiteBeside(contact, contacts) && { by: 0.03, reason: 'Of the site that is named beside it' },
      known.seenBefore.has(`${contact.kind}:${contact.value}`) && { by: 0.03, reason: 'Named in another post as well' },
    ];
    const remarks = weighed.filter((remark) => remark !== false);
    const sum = remarks.reduce((total, remark) => total + remark.by, contact.score + by);
    const score = Math.round(Math.min(0.99, Math.max(0.01, sum)) * 100) / 100;
    return { ...contact, score, reasons: [...contact.reasons, ...remarks.map(({ reason }) => reason)], check };
  });
  const isInvalid = ({ check }: RankedContact): number => (check?.verdict === 'invalid' ? 1 : 0);
  return ranked.sort((a, b) => isInvalid(a) - isInvalid(b) || b.score - a.score || (a.value < b.value ? -1 : 1));
}
