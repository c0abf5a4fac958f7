import type { contactUnreachable, PayloadOf } from '@loop/contracts';
import { decodeMarkup } from './decode-markup.ts';
import { type ExtractedContact, extractContacts, TRIED } from './extract-contacts.ts';
import type { Post } from './post.ts';

type Unreachable = Pick<PayloadOf<typeof contactUnreachable>, 'reason' | 'tried'>;

/** Whether, and how, the author of a post can be reached. */
export type Reachability = { readonly contacts: readonly ExtractedContact[] } | Unreachable;

/** A site to search, or a mention of who may be somebody else, is not yet a way to reach the author. */
const USABLE_SCORE = 0.4;

/** As many contacts as an event tells of; a post with more is a list. */
const MAX_CONTACTS = 50;

const LOOKS_LIKE_ADDRESS = /[\w.+-]+@[\w-]+\.[\w-]+|mailto:|\+\d[\d ().-]{7,}/;

/** Finds the ways to reach the author of a post, best first, or says why there is none. Pure. */
export function reachability(post: Post): Reachability {
  const contacts = extractContacts(post).slice(0, MAX_CONTACTS);
  const best = contacts[0];
  if (best !== undefined && best.score >= USABLE_SCORE) return { contacts };
  const tried = [...TRIED];
  if (best !== undefined) return { reason: 'score_too_low', tried };
  const refused = LOOKS_LIKE_ADDRESS.test(decodeMarkup(`${post.title ?? ''}\n${post.text}`, null).text);
  return { reason: refused ? 'only_invalid' : 'no_contact', tried };
}
