import { TRIED } from '@loop/contacts';
import type { contactUnreachable, PayloadOf } from '@loop/contracts';
import type { MailDomains } from './check-contact.ts';
import { type FoundContact, type PostFacts, type RankedContact, rankContacts } from './rank-contacts.ts';
import { wouldHelp } from './would-help.ts';

type Unreachable = Omit<PayloadOf<typeof contactUnreachable>, 'opportunityId'>;

/** Whether, and how, the author of a post can be reached: contacts best first, of which the first can be used. */
export type Reachability = { readonly contacts: readonly RankedContact[] } | Unreachable;

/** A site to search, or a mention of who may be somebody else, is not yet a way to reach the author. */
const USABLE_SCORE = 0.4;

/** As many contacts as an event tells of; a post with more is a list. */
export const MAX_CONTACTS = 50;

const MAX_WHY = 20;

/** What is known when it is decided whether an author can be reached. */
export interface KnownFacts {
  readonly domains: MailDomains;
  /** Values, as `kind:value`, that other posts named as well. */
  readonly seenBefore: ReadonlySet<string>;
  /** Something in the post looks like an address, be it a robot's or a placeholder. */
  readonly seemsToState: boolean;
  readonly now: Date;
}

/** Decides whether the author of a post can be reached by what was found, best first, or says why not and what would help. Pure. */
export function reachability(found: readonly FoundContact[], post: PostFacts, known: KnownFacts): Reachability {
  const contacts = rankContacts(found, post, known);
  const [best] = contacts;
  if (best !== undefined && best.check?.verdict !== 'invalid' && best.score >= USABLE_SCORE) return { contacts };
  const tried = [...TRIED];
  const reason = reasonOf(contacts, known.seemsToState);
  return { reason, tried, why: whyNot(contacts, known.seemsToState), wouldHelp: wouldHelp(reason, contacts, post) };
}

function reasonOf(contacts: readonly RankedContact[], seemsToState: boolean): Unreachable['reason'] {
  if (contacts.length === 0) return seemsToState ? 'only_invalid' : 'no_contact';
  return contacts.every(({ check }) => check?.verdict === 'invalid') ? 'only_invalid' : 'score_too_low';
}

function whyNot(contacts: readonly RankedContact[], seemsToState: boolean): string[] {
  if (contacts.length === 0) {
    return [
      seemsToState
        ? "What looks like an address is a robot's or a placeholder"
        : 'Nothing is written down that looks like an address',
    ];
  }
  const sentences = contacts.flatMap(({ check, kind, reasons, score }) => {
    if (check?.verdict === 'invalid') return check.reasons.map((reason) => `${kind}: ${reason}`);
    return score < USABLE_SCORE ? [`${kind}: ${reasons.at(-1) ?? 'Scores too low'}`] : [];
  });
  return [...new Set(sentences)].slice(0, MAX_WHY);
}
