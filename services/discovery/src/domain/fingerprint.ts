import { createHash } from 'node:crypto';
import { plainText } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';

/** What is kept of a post's text to know it again: nothing of it can be read back. */
export interface Fingerprint {
  /** SHA-256 of the letters and digits of the whole post, in lower case: markup, spaces and signs do not count. */
  readonly textSha256: string;
  /** The smallest hashes of its four-word shingles (MinHash, bottom-k), ascending. */
  readonly sketch: readonly number[];
}

const SKETCH_SIZE = 64;
const SHINGLE_WORDS = 4;
/** Shorter posts say the same thing too easily: the author counts as part of them. */
const TELLING_LENGTH = 60;

const sha256 = (text: string) => createHash('sha256').update(text).digest();

function wordsOf(post: RawPost): string[] {
  const text = `${post.title ?? ''} ${post.text ?? ''}`.replace(/<a\s[^<>]*\bhref=["']?mailto:[^<>]*>/gi, '');
  return (
    plainText(text)
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Makes the fingerprint of a post. The same words in other markup, spacing, case or punctuation give the same one. */
export function fingerprintOf(post: RawPost): Fingerprint {
  const words = wordsOf(post);
  const letters = words.join('');
  const owner = letters.length < TELLING_LENGTH ? `${post.platform}\u001f${post.author ?? ''}` : '';
  const shingles = new Set<number>();
  for (let at = 0; at + SHINGLE_WORDS <= words.length; at++) {
    shingles.add(sha256(words.slice(at, at + SHINGLE_WORDS).join(' ')).readInt32BE(0));
  }
  return {
    textSha256: sha256(`${owner}\u001e${letters}`).toString('hex'),
    sketch: [...shingles].sort((a, b) => a - b).slice(0, SKETCH_SIZE),
  };
}

/** Estimates how much of two posts' wording is the same, 0 to 1 (Jaccard of their shingles, by bottom-k sketches). */
export function similarity(a: readonly number[], b: readonly number[]): number {
  const union = [...new Set([...a, ...b])].sort((x, y) => x - y).slice(0, SKETCH_SIZE);
  if (union.length === 0) return 0;
  const inA = new Set(a);
  const inB = new Set(b);
  return union.filter((hash) => inA.has(hash) && inB.has(hash)).length / union.length;
}
