import { createHmac, sign } from 'node:crypto';

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
