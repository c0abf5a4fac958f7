import { createHash } from 'node:crypto';

/** Fingerprint of what an operation asks for; the same key with another one would be refused by the provider. */
export function paramsSha256(params: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** Fingerprint of a reading, whose fields always come in one order. */
export function sha256Of(reading: object): string {
  return createHash('sha256').update(JSON.stringify(reading)).digest('hex');
}
