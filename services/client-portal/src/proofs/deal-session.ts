import { randomBytes } from 'node:crypto';
import { keyedHash } from './keyed-hash.ts';

/** Cookie that opens one client room. `__Host-` ties it to this host, to HTTPS and to the whole path (RFC 6265bis §4.1.3). */
export const DEAL_COOKIE = '__Host-deal';

/** Days for which an opened room stays open in that browser. */
export const DEAL_SESSION_DAYS = 14;

/** What the cookie says: whose room, and the secret that proves it. The tenant is no secret. */
export interface DealCookie {
  readonly tenantId: string;
  readonly secret: string;
}

/** A new session secret: 256 random bits, base64url. */
export function newSessionSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The cookie's value. */
export function writeDealCookie({ tenantId, secret }: DealCookie): string {
  return `${tenantId}.${secret}`;
}

/** Reads the cookie's value; null for anything we did not write. */
export function readDealCookie(value: string | undefined): DealCookie | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/.exec(value ?? '');
  return match === null ? null : { tenantId: match[1] ?? '', secret: match[2] ?? '' };
}

/** What the database knows of a session, in hexadecimal. */
export function sessionHash(key: string, secret: string): string {
  return keyedHash(key, 'deal-session', secret).toString('hex');
}
