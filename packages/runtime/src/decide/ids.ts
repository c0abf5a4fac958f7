import { hash } from 'node:crypto';

/** Namespace of all ids that Customer Loop derives; chosen once, never changed. */
const NAMESPACE = Buffer.from('6f1c9b8e3a5d4c27b0e4d1a97c58f236', 'hex');

/**
 * A UUIDv5 (RFC 9562 §5.5) of the given parts: the same parts give the same id, on every instance and every retry.
 * Parts are joined with a separator that none of them may hold, so that ("a", "bc") and ("ab", "c") differ.
 * Throws when a part holds it.
 */
export function idFrom(...parts: readonly (string | number)[]): string {
  const name = parts.join(SEPARATOR);
  if (separatorsIn(name) >= parts.length) throw new Error('An id is derived from parts without the unit separator');
  const hex = hash('sha1', namedBytes(name), 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Most names fit; the bytes are read before the next name is written. */
const scratch = Buffer.alloc(1_024);
NAMESPACE.copy(scratch);

/** No UTF-16 unit takes more bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

function namedBytes(name: string): Buffer {
  const fits = name.length * MAX_BYTES_PER_UNIT + NAMESPACE.length <= scratch.length;
  if (!fits) return Buffer.concat([NAMESPACE, Buffer.from(name)]);
  return scratch.subarray(0, NAMESPACE.length + scratch.write(name, NAMESPACE.length));
}

const SEPARATOR = '\u001f';

function separatorsIn(name: string): number {
  let count = 0;
  for (let at = name.indexOf(SEPARATOR); at >= 0; at = name.indexOf(SEPARATOR, at + 1)) count += 1;
  return count;
}
