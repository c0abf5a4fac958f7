import { keyedHash } from './keyed-hash.ts';

/** Days of domain time for which a deal link works. */
export const DEAL_LINK_DAYS = 14;

/** What a deal link stands for. Raising `rotation` makes another link and kills the one before. */
export interface DealLinkSubject {
  readonly contractId: string;
  readonly presentationId: string;
  readonly rotation: number;
}

/**
 * The secret of a deal link: 256 bits, base64url. It is derived, so asking twice for the same presentation gives the same
 * link, and it is kept nowhere: only {@link storedTokenHash} is.
 */
export function dealToken(key: string, { contractId, presentationId, rotation }: DealLinkSubject): string {
  return keyedHash(key, 'deal-token', contractId, presentationId, String(rotation)).toString('base64url');
}

/** What the database knows of a token, in hexadecimal. */
export function storedTokenHash(key: string, token: string): string {
  return keyedHash(key, 'stored-deal-token', token).toString('hex');
}

/** Reads a token out of what a person pasted: the token, or the whole link. Null when there is none in it. */
export function readPastedToken(pasted: string): string | null {
  const candidate = pasted.trim().split('#').at(-1) ?? '';
  return /^[A-Za-z0-9_-]{43}$/.test(candidate) ? candidate : null;
}
