import { createHash } from 'node:crypto';
import type { ErasureScope } from './erasure-scope.ts';

/** Whether one of the identities of a person stands in a text, written as it is normalised or nearly so. */
export type PersonFinder = (text: string) => boolean;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Bounded as RFC 5321 §4.5.3.1 bounds them, so that a long text takes no longer than its length. */
const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}/g;
const PHONE = /\+?\d[\d\s().\-/]{5,20}\d/g;
const ADDRESS = /https?:\/\/[^\s"'<>\\]+/g;
const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}_.#-]{0,62}[\p{L}\p{N}_])?/gu;
/** `in/slug`, `company/slug`. */
const SLUG = /\b(?:in|company)\/[\p{L}\p{N}_-]+/gu;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Everything in a text that could be the value of an identity of this kind. */
function candidates(kind: string, text: string): Iterable<string> {
  const all = (pattern: RegExp): string[] => text.match(pattern) ?? [];
  switch (kind) {
    case 'email':
      return all(EMAIL);
    case 'phone':
    case 'whatsapp':
      return all(PHONE).map((number) => `+${number.replace(/\D/g, '')}`);
    case 'website':
    case 'booking_link':
      return all(ADDRESS).flatMap((address) => [address, address.replace(/\/+$/, ''), `${address}/`]);
    case 'linkedin':
      return [...all(SLUG), ...all(WORD)];
    default:
      // A name may be written with a sign that ends another word: `jo.b` in "as jo.b said".
      return all(WORD).flatMap((word) => [word, ...word.split(/[.#-]/)]);
  }
}

/** The ids that stand in a text. */
export function idsIn(text: string): readonly string[] {
  return text.match(UUID) ?? [];
}

/**
 * Looks for a person of whom only hashes are known: hashes all that could be a value and compares. It finds what is written as
 * values are normalised, in any case; a disguised address is found by the ids of where it stands.
 */
export function personFinder(identities: ErasureScope['identities']): PersonFinder {
  const wanted = [...Map.groupBy(identities, ({ kind }) => kind)].map(([kind, own]) => ({
    kind,
    hashes: new Set(own.map(({ valueSha256 }) => valueSha256)),
  }));
  return (text) =>
    wanted.some(({ hashes, kind }) => {
      const isMeant = (value: string): boolean => hashes.has(sha256(`${kind}:${value}`));
      return [...new Set(candidates(kind, text))].some((value) => isMeant(value) || isMeant(value.toLowerCase()));
    });
}
