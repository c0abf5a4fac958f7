import Stripe from 'stripe';
import { exactText } from './exact-text.ts';
import { TOLERANCE_S, type VerifyWebhook } from './verify-webhook.ts';

/** The version our SDK is pinned to; webhook endpoints are made for it. */
export const STRIPE_API_VERSION = Stripe.API_VERSION;

const HEADER = 'stripe-signature';

/** One timestamp, then signatures, no spaces: two headers joined into one do not pass. */
const SHAPE = /^t=(\d{10,11})(?:,v\d=[0-9a-f]{64})+$/;

/**
 * Verifies with Stripe's own SDK, which refuses signatures older than five minutes; signatures from the future, which it
 * takes, are refused here. Any of the secrets will do, so that one can be rotated.
 * https://docs.stripe.com/webhooks/signature
 */
export function verifyStripe(secrets: readonly string[]): VerifyWebhook {
  return (rawBody, headers, nowMs) => {
    const signature = headers[HEADER] ?? '';
    const signedAtS = Number(SHAPE.exec(signature)?.[1] ?? Number.NaN);
    const body = exactText(rawBody);
    if (body === undefined || body === '' || !(signedAtS - nowMs / 1_000 <= TOLERANCE_S)) return undefined;
    const isSigned = secrets.some((secret) => holds(body, signature, secret, nowMs));
    return isSigned ? { body, headers: { [HEADER]: signature } } : undefined;
  };
}

/**
 * The signature alone: reading the event is ours, since a signed body that is none is kept as well. Only what the SDK says is
 * true holds; an error of any other kind is thrown on, and proves nothing.
 */
function holds(body: string, signature: string, secret: string, nowMs: number): boolean {
  const { signature: verifier } = Stripe.webhooks;
  if (verifier === null) throw new Error('The SDK brings no verifier of signatures');
  try {
    return verifier.verifyHeader(body, signature, secret, TOLERANCE_S, undefined, nowMs);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}
