import { type ExtractedContact, extractContacts, type Post, seemsToStateContact, TRIED } from '@loop/contacts';
import type { contactEnriched, contactUnreachable, PayloadOf } from '@loop/contracts';

/** One way to reach someone, as `contact.enriched` tells it. */
export type EnrichedContact = PayloadOf<typeof contactEnriched>['contacts'][number];

type Unreachable = Pick<PayloadOf<typeof contactUnreachable>, 'reason' | 'tried'>;

/** Whether, and how, the author of a post can be reached. */
export type Reachability = { readonly contacts: readonly ExtractedContact[] } | Unreachable;

/** A site to search, or a mention of who may be somebody else, is not yet a way to reach the author. */
const USABLE_SCORE = 0.4;

/** As many contacts as an event tells of; a post with more is a list. */
const MAX_CONTACTS = 50;

/** Finds the ways to reach the author of a post, best first, or says why there is none. Pure. */
export function reachability(post: Post): Reachability {
  const contacts = extractContacts(post).slice(0, MAX_CONTACTS);
  const best = contacts[0];
  if (best !== undefined && best.score >= USABLE_SCORE) return { contacts };
  const tried = [...TRIED];
  if (best !== undefined) return { reason: 'score_too_low', tried };
  return { reason: seemsToStateContact(post) ? 'only_invalid' : 'no_contact', tried };
}
