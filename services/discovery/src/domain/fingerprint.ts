import { createHash } from 'node:crypto';
import { bandsOf, signatureOf } from './near-copies.ts';
import type { PlainPost } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';

/** What is kept of a post's text to know it again: nothing of it can be read back. */
export interface Fingerprint {
  /** SHA-256 of the letters and digits of the whole post, in lower case: markup, spaces and signs do not count. */
  readonly textSha256: string;
  /** See {@link signatureOf}. */
  readonly signature: readonly number[];
  /** See {@link bandsOf}. */
  readonly bands: readonly string[];
}

/** Shorter posts say the same thing too easily: the author counts as part of them. */
const TELLING_LENGTH = 60;

const wordsOf = (plain: string): string[] =>
  plain
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Makes the fingerprint of a post. The same words in other markup, spacing, case or punctuation give the same one. */
export function fingerprintOf(post: RawPost, { text, title }: PlainPost): Fingerprint {
  const words = wordsOf(`${title} ${text}`);
  const letters = words.join('');
  const owner = letters.length < TELLING_LENGTH ? `${post.platform}\u001f${post.author ?? ''}` : '';
  const signature = signatureOf(words);
  return {
    textSha256: createHash('sha256').update(`${owner}\u001e${letters}`).digest('hex'),
    signature,
    bands: bandsOf(signature),
  };
}
