import { createHash } from 'node:crypto';

/**
 * Names an identity without keeping it: SHA-256 of `<kind>:<normalised value>`, as `contact.forgotten` gives it. A suppressed
 * or forgotten address is recognised by this when it turns up again.
 */
export function identitySha256(kind: string, value: string): string {
  return createHash('sha256').update(`${kind}:${value}`).digest('hex');
}
