import { createHash } from 'node:crypto';
import type { ContactKind } from '@loop/contracts';

/** A way to reach somebody, told by its hash. */
export interface HashedContact {
  readonly kind: ContactKind;
  readonly valueSha256: string;
}

/** The name an author goes by on a platform, told by its hash. */
export interface HashedAuthor {
  readonly platform: string;
  readonly authorSha256: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A site may be a company's, or a platform's: it does not lead from one person's post to another's, and suppresses nobody. */
export const IMPERSONAL: readonly ContactKind[] = ['website'];

/** One number is both. */
const SAME_VALUE: Partial<Readonly<Record<ContactKind, readonly ContactKind[]>>> = {
  phone: ['whatsapp'],
  whatsapp: ['phone'],
};

/** Platforms whose authors' names are handles we know as contacts. */
const PLATFORMS: Partial<Readonly<Record<ContactKind, readonly string[]>>> = {
  twitter: ['twitter', 'x'],
  reddit: ['reddit'],
  github: ['github'],
};

/** All hashes by which a way to reach somebody may turn up again: as written and in lower case, a number as phone and WhatsApp. */
export function hashedContacts(kind: ContactKind, value: string): readonly HashedContact[] {
  if (IMPERSONAL.includes(kind)) return [];
  const values = [...new Set([value, value.toLowerCase()])];
  return [kind, ...(SAME_VALUE[kind] ?? [])].flatMap((one) =>
    values.map((written) => ({ kind: one, valueSha256: sha256(`${one}:${written}`) })),
  );
}

/** The author of a post; the hash is made as discovery makes it. */
export function hashedAuthor(platform: string, author: string): HashedAuthor {
  return { platform, authorSha256: sha256(`${platform}:${author.toLowerCase()}`) };
}

/** The names under which somebody who is reached by a handle posts on that network. */
export function authorsBehind(kind: ContactKind, value: string): readonly HashedAuthor[] {
  return (PLATFORMS[kind] ?? []).map((platform) => hashedAuthor(platform, value));
}

/** How `forgotten` names them. */
export const forgottenContact = ({ kind, valueSha256 }: HashedContact): string => `identity:${kind}:${valueSha256}`;
/** See {@link forgottenContact}. */
export const forgottenAuthor = ({ authorSha256, platform }: HashedAuthor): string =>
  `author:${platform}:${authorSha256}`;
/** See {@link forgottenContact}. */
export const forgottenPost = (opportunityId: string): string => `opportunity:${opportunityId}`;
