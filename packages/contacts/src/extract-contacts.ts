import { allMatches } from './all-matches.ts';
import { findDisguisedEmails } from './disguised-emails.ts';
import { AT_WORDS } from './disguised-words.ts';
import { findEncodedEmails } from './encoded-emails.ts';
import type { ContactKind, Finding } from './finding.ts';
import { findCuedHandles } from './handle-cues.ts';
import { routeLink } from './link-routes.ts';
import { originOf } from './mapped-text.ts';
import { findMentions } from './mentions.ts';
import { findOwnSites } from './own-sites.ts';
import { findPhones } from './phones.ts';
import { findPlainEmails } from './plain-emails.ts';
import type { Post } from './post.ts';
import { overlapWith } from './ranges.ts';
import { type Reading, readPart } from './reading.ts';
import { scoreContact } from './score-contact.ts';

/** A contact of a post, with the place that states it and how likely it reaches the author. */
export interface ExtractedContact {
  readonly kind: ContactKind;
  /** Normalised: lower-case e-mail, E.164 number, handle without `@`, `in/slug`, absolute address. */
  readonly value: string;
  /** The rule that found it, `email.plain`. */
  readonly rule: string;
  /** Offsets are UTF-16 units of the part `where` as it was given; an author's name stands behind words of the text. */
  readonly source: {
    readonly where: 'title' | 'text' | 'author';
    readonly url: string | null;
    readonly start: number;
    readonly end: number;
  };
  /** From 0 to 1. */
  readonly score: number;
  readonly reasons: string[];
}

/** The rules and places that were looked at, for `contact.unreachable`. */
export const TRIED = ['emails', 'disguised emails', 'links', 'handles', 'mentions', 'phones', 'own sites'] as const;

const TELEGRAM_ADDRESS = /\btg:\/\/(?:resolve\?domain=([a-z]\w{3,31})|join\?invite=([\w-]{8,60}))/gi;

function profiles(reading: Reading): Finding[] {
  const resolved = (reading.text.includes('tg:') ? allMatches(TELEGRAM_ADDRESS, reading.text) : []).map(
    ({ 0: whole, 1: name = '', 2: invite, index: start }): Finding => {
      const value = invite === undefined ? name.toLowerCase() : `+${invite}`;
      return { kind: 'telegram', value, rule: 'link.profile', start, end: start + whole.length };
    },
  );
  const linked = reading.links.flatMap(({ url, start, end }) => {
    const routed = routeLink(url);
    return routed ? [{ ...routed, rule: 'link.profile', start, end }] : [];
  });
  return [...linked, ...resolved];
}

function findAll(reading: Reading): Finding[] {
  const emails = [...findPlainEmails(reading), ...findDisguisedEmails(reading), ...findEncodedEmails(reading)];
  const isEmail = overlapWith(emails);
  const handles = findCuedHandles(reading).filter((handle) => !isEmail(handle));
  const phones = findPhones(reading);
  const mentions = findMentions(reading, overlapWith([...handles, ...emails]));
  return [
    ...emails,
    ...profiles(reading),
    ...handles.flatMap(({ findings }) => findings),
    ...mentions,
    ...phones,
    ...findOwnSites(reading, emails),
  ];
}

/** What no statement of a contact is without: a sign, a dot, a digit, a word for the sign, or a letter beyond ASCII. */
const MAY_STATE = new RegExp(`[@.:/#\\d=_([{<-]|[^\\0-\\x7f]|\\b(?:${AT_WORDS}|is|on|as|me)\\b`, 'i');

const keyOf = ({ kind, value }: Finding) => `${kind}:${value.toLowerCase()}`;

/** What is written more often than this is scored by its first places only. */
const MAX_SCORED_PLACES = 4;

function contactsIn(reading: Reading): ExtractedContact[] {
  const places = new Map<string, number>();
  return findAll(reading).flatMap((finding) => {
    const place = (places.get(keyOf(finding)) ?? 0) + 1;
    places.set(keyOf(finding), place);
    if (place > MAX_SCORED_PLACES) return [];
    const { kind, value, rule } = finding;
    const where = rule === 'email.username' ? 'author' : reading.where;
    const source = { where, url: reading.post.url, ...originOf(reading.mapped, finding.start, finding.end) } as const;
    return [{ kind, value, rule, source, ...scoreContact(finding, reading) }];
  });
}

/**
 * Finds every way to reach somebody that a post states, best first, each value once. Pure: nothing is fetched and nothing
 * is looked up. A text is read whole: every rule looks at bounded surroundings of what it finds, so that time grows with
 * the text's length alone. Offsets count UTF-16 units of the part as it was given.
 */
export function extractContacts(post: Post): ExtractedContact[] {
  const parts = MAY_STATE.test(post.text) ? [readPart(post, 'text', post.text)] : [];
  if (post.title !== null && MAY_STATE.test(post.title)) parts.push(readPart(post, 'title', post.title));
  const best = new Map<string, ExtractedContact>();
  for (const contact of parts.flatMap(contactsIn)) {
    const key = `${contact.kind}:${contact.value.toLowerCase()}`;
    const known = best.get(key);
    if (known === undefined || known.score < contact.score) best.set(key, contact);
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.value < b.value ? -1 : 1));
}
