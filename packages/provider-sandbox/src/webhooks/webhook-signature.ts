import { createHmac, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Stripe's `Stripe-Signature` header: `t=<seconds>,v1=<hex HMAC-SHA256 over "t.body">`.
 * https://docs.stripe.com/webhooks/signature
 */
export function stripeSignatureHeader(body: string, secret: string, timestampSeconds: number): string {
  const digest = createHmac('sha256', secret).update(`${timestampSeconds}.${body}`).digest('hex');
  return `t=${timestampSeconds},v1=${digest}`;
}

/**
 * SendGrid's event webhook signature: ECDSA P-256 with SHA-256 over timestamp and raw body, DER, base64.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export function sendGridSignature(body: string, privateKeyPem: string, timestamp: string): string {
  return sign('sha256', Buffer.from(timestamp + body, 'utf8'), privateKeyPem).toString('base64');
}

/** What PayPal signs of a delivery, and the headers it tells it in. */
export interface PayPalTransmission {
  readonly transmissionId: string;
  /** ISO 8601, to the second. */
  readonly transmissionTime: string;
  readonly webhookId: string;
}

/**
 * PayPal's webhook signature: RSA with SHA-256 over `id|time|webhook id|CRC32 of the body`, base64.
 * https://developer.paypal.com/api/rest/webhooks/rest/#link-messageverification
 */
export function paypalSignature(body: string, privateKeyPem: string, transmission: PayPalTransmission): string {
  const { transmissionId, transmissionTime, webhookId } = transmission;
  const signed = `${transmissionId}|${transmissionTime}|${webhookId}|${crc32(Buffer.from(body, 'utf8'))}`;
  return sign('sha256', Buffer.from(signed, 'utf8'), privateKeyPem).toString('base64');
}
