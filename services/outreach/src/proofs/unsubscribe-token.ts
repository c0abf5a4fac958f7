import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which message an unsubscribe link came with; the address is looked up from it and stands in no link. */
export interface UnsubscribeSubject {
  readonly tenantId: string;
  readonly messageId: string;
}

const ID_BYTES = 16;
const MAC_BYTES = 16;

/** A token that names a message and can be made only with the key: 64 URL-safe characters, valid as long as the key is. */
export function unsubscribeToken(key: string, subject: UnsubscribeSubject): string {
  const named = Buffer.concat([bytesOf(subject.tenantId), bytesOf(subject.messageId)]);
  return Buffer.concat([named, macOf(key, named)]).toString('base64url');
}

/** The message a token names, or undefined for anything that the key did not make. Takes as long for any wrong token. */
export function readUnsubscribeToken(key: string, token: string): UnsubscribeSubject | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * ID_BYTES + MAC_BYTES) return undefined;
  const named = bytes.subarray(0, 2 * ID_BYTES);
  if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), macOf(key, named))) return undefined;
  return { tenantId: uuidOf(named.subarray(0, ID_BYTES)), messageId: uuidOf(named.subarray(ID_BYTES)) };
}

function macOf(key: string, named: Buffer): Buffer {
  return createHmac('sha256', key).update('unsubscribe').update(named).digest().subarray(0, MAC_BYTES);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
