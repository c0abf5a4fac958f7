import { createHash } from 'node:crypto';
import { MinHash } from 'bloom-filters';

/** Bands and the hashes in each: two posts that share 0.6 of their shingles share a band in 95 of 100 cases, 0.8 always. */
const BANDS = 12;
const ROWS = 3;
const SIGNATURE_LENGTH = BANDS * ROWS;

const SHINGLE_WORDS = 3;
/** Fewer say the same thing too easily. */
const LEAST_SHINGLES = 8;
/** Words behind these say nothing new of whether two posts are one. */
const MOST_WORDS = 600;

/** The smallest prime above all hashes of shingles; products stay below 2^53, so that they are exact. */
const PRIME = 67_108_859;

/**
 * The hash functions of all signatures, for ever: signatures of different ones cannot be compared, and the library's own factory
 * draws new ones in every process.
 */
const FUNCTIONS = Array.from({ length: SIGNATURE_LENGTH }, (_, at) => {
  const bytes = createHash('sha256').update(`near copies ${at}`).digest();
  return { a: 1 + (bytes.readUInt32BE(0) % (PRIME - 1)), b: bytes.readUInt32BE(4) % PRIME, c: PRIME };
});

/** FNV-1a (RFC 9923), 32 bits: a post has a hundred shingles, and a digest of each would cost more than all the rest. */
function shingleHash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0) % PRIME;
}

/**
 * MinHash signature (Broder 1997) of a post's words, each in lower case: how alike two posts are can be told from it, nothing can
 * be read back. Empty for posts too short to be told apart by their wording.
 */
export function signatureOf(words: readonly string[]): number[] {
  const shingles = new Set<number>();
  const last = Math.min(words.length, MOST_WORDS) - SHINGLE_WORDS;
  for (let at = 0; at <= last; at++) {
    shingles.add(shingleHash(words.slice(at, at + SHINGLE_WORDS).join(' ')));
  }
  if (shingles.size < LEAST_SHINGLES) return [];
  const sketch = new MinHash(SIGNATURE_LENGTH, FUNCTIONS);
  sketch.bulkLoad([...shingles]);
  return sketch._signature;
}

/** 53 bits of a band's number and rows, each row's bits spread by a multiplication of its own. */
function mixed(band: number, rows: readonly number[]): number {
  let high = band + 1;
  let low = 0x811c9dc5;
  for (const row of rows) {
    high = Math.imul(high ^ row, 0x9e3779b1) ^ (high >>> 15);
    low = Math.imul(low ^ row ^ band, 0x85ebca6b) ^ (low >>> 13);
  }
  return (high >>> 0) * 2 ** 21 + ((low >>> 11) & 0x1fffff);
}

/**
 * Keys under which near copies of a signature are looked up: whoever shares one may be one. Whole decimal numbers of at most 53
 * bits. Empty for an empty signature.
 */
export function bandsOf(signature: readonly number[]): string[] {
  if (signature.length !== SIGNATURE_LENGTH) return [];
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = signature.slice(band * ROWS, (band + 1) * ROWS);
    return String(mixed(band, rows));
  });
}

/** Estimates how much of two posts' wording is the same, 0 to 1 (Jaccard of their shingles); 0 where one has no signature. */
export function likenessOf(a: readonly number[], b: readonly number[]): number {
  if (a.length !== SIGNATURE_LENGTH || b.length !== SIGNATURE_LENGTH) return 0;
  return a.filter((value, at) => value === b[at]).length / SIGNATURE_LENGTH;
}
