import { isUtf8 } from 'node:buffer';

/**
 * The text of bytes, or `undefined` where other bytes could give the same text: verifiers that decode leniently drop a
 * byte-order mark and replace what is not UTF-8, and would then verify a body that was not signed.
 */
export function exactText(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined;
}
