import { type KeyObject, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { exactText } from './exact-text.ts';
import { TOLERANCE_S, type VerifyWebhook } from './verify-webhook.ts';

const ID = 'paypal-transmission-id';
const TIME = 'paypal-transmission-time';
const SIGNATURE = 'paypal-transmission-sig';

/** None may hold the `|` that divides what is signed; two headers joined into one do not pass. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  [ID]: /^[\w-]{1,100}$/,
  [TIME]: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/,
  [SIGNATURE]: /^[A-Za-z0-9+/]{340,1400}={0,2}$/,
};

/**
 * Verifies RSA with SHA-256 over transmission id, time, our webhook's id and the CRC32 of the original bytes, and that the
 * time is within five minutes of now. The keys are pinned: PAYPAL-CERT-URL and PAYPAL-AUTH-ALGO are the sender's words, and
 * neither is followed. A CRC32 binds the bytes only weakly, so whoever has one genuine delivery could make another body for
 * it within those minutes: that is why a notice is never more than a reason to ask PayPal itself.
 * https://developer.paypal.com/api/rest/webhooks/rest/#link-messageverification
 */
export function verifyPayPal(webhookId: string, keys: readonly KeyObject[]): VerifyWebhook {
  return (rawBody, headers, nowMs) => {
    const given: Record<string, string> = {};
    for (const [name, shape] of Object.entries(SHAPES)) {
      const value = headers[name] ?? '';
      if (!shape.test(value)) return undefined;
      given[name] = value;
    }
    const { [ID]: id, [TIME]: time = '', [SIGNATURE]: signature = '' } = given;
    const body = exactText(rawBody);
    // An impossible date is NaN, and nothing is nearer to it than five minutes.
    if (body === undefined || !(Math.abs(nowMs - Date.parse(time)) <= TOLERANCE_S * 1_000)) return undefined;
    const signed = Buffer.from(`${id}|${time}|${webhookId}|${crc32(rawBody)}`);
    const proof = Buffer.from(signature, 'base64');
    return keys.some((key) => verify('sha256', signed, key, proof)) ? { body, headers: given } : undefined;
  };
}
