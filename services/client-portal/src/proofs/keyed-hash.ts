import { createHmac } from 'node:crypto';

/** What a keyed hash is for. Hashes for one purpose say nothing about those for another. */
export type HashPurpose = 'deal-token' | 'stored-deal-token' | 'deal-session' | 'one-time-code';

/**
 * HMAC-SHA256 over the purpose and the parts, keyed with the portal's secret. Who reads the database alone can neither
 * make nor check one. Parts must not hold the unit separator that keeps them apart; throws when one does.
 */
export function keyedHash(key: string, purpose: HashPurpose, ...parts: readonly string[]): Buffer {
  if (parts.some((part) => part.includes('\u001f'))) throw new Error('A part of a keyed hash holds the separator');
  return createHmac('sha256', key)
    .update([purpose, ...parts].join('\u001f'))
    .digest();
}
