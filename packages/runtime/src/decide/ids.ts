import { createHash } from 'node:crypto';

/** Namespace of all ids that Customer Loop derives; chosen once, never changed. */
const NAMESPACE = Buffer.from('6f1c9b8e3a5d4c27b0e4d1a97c58f236', 'hex');

/**
 * A UUIDv5 (RFC 9562 §5.5) of the given parts: the same parts give the same id, on every instance and every retry.
 * Parts are joined with a separator that none of them may hold, so that ("a", "bc") and ("ab", "c") differ.
 * Throws when a part holds it.
 */
export function idFrom(...parts: readonly (string | number)[]): string {
  const name = parts.join('\u001f');
  if (parts.some((part) => typeof part === 'string' && part.includes('\u001f'))) {
    throw new Error('An id is derived from parts without the unit separator');
  }
  const hash = createHash('sha1').update(NAMESPACE).update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
