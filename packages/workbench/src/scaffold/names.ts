import { bannedWords } from '../tidy/rules/path-words.ts';
import { Refusal } from './refusal.ts';

/** `listing.photos_requested` → `listingPhotosRequested`. */
export function camel(...parts: readonly string[]): string {
  const [first = '', ...rest] = wordsOf(...parts);
  return first + rest.map(capital).join('');
}

/** `sms-sender` → `SmsSender`. */
export function pascal(...parts: readonly string[]): string {
  return capital(camel(...parts));
}

/** `listing.photos_requested` → `listing-photos-requested`. */
export function kebab(...parts: readonly string[]): string {
  return wordsOf(...parts).join('-');
}

/** `add-refunds` → `add_refunds`. */
export function snake(...parts: readonly string[]): string {
  return wordsOf(...parts).join('_');
}

/** `client-portal` → `Client portal`: for people. */
export function spoken(...parts: readonly string[]): string {
  return capital(wordsOf(...parts).join(' '));
}

/** Refuses what is no name of lower-case words with `-` between, or holds a word that names nothing. */
export function kebabName(what: string, name: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Refusal(`${quoted(name)} is no name of ${what}: use lower-case words with - between them`);
  }
  return meaningful(what, name);
}

/** Refuses what is no name of lower-case words with `_` between, or holds a word that names nothing. */
export function snakeName(what: string, name: string): string {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    throw new Refusal(`${quoted(name)} is no name of ${what}: use lower-case words with _ between them`);
  }
  return meaningful(what, name);
}

/** Past participles in use that do not end in -ed. */
const IRREGULAR = new Set(
  'found sent made lost won held paid met kept left put set read shown known taken given written broken chosen gone seen done told bought sold built drawn begun withdrawn'.split(
    ' ',
  ),
);

/** Refuses what is no event: two words joined by a dot, the second in the past tense. */
export function eventSubject(subject: string): string {
  if (!/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(subject)) {
    throw new Refusal(`${quoted(subject)} is no event: two words with a dot between them, as in listing.expired`);
  }
  const happened = (subject.split('.')[1] ?? '').split('_');
  if (!happened.some((word) => word.endsWith('ed') || IRREGULAR.has(word))) {
    throw new Refusal(`${quoted(subject)} is no fact: its second word stands in the past tense, as in listing.expired`);
  }
  return meaningful('an event', subject);
}

/** What was given, cut to a length that fits into a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function meaningful(what: string, name: string): string {
  const banned = wordsOf(name).find((word) => bannedWords.has(word));
  if (banned !== undefined) {
    throw new Refusal(`${quoted(name)} is no name of ${what}: "${banned}" names nothing, say what it is`);
  }
  return name;
}

function wordsOf(...parts: readonly string[]): string[] {
  return parts.flatMap((part) => part.split(/[-_.]+/)).filter((word) => word !== '');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
