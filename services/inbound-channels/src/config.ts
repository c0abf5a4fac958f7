import { createPublicKey } from 'node:crypto';
import { type ConfigProblem, serviceConfig } from '@loop/runtime';
import { z } from 'zod';
import { pinnedKeys } from './intake/pinned-keys.ts';

const sourceId = z
  .string()
  .regex(/^[\w-]{8,100}$/)
  .optional();

function isPublicKey(base64: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function arePinnedKeys(text: string): boolean {
  try {
    return pinnedKeys(text).length > 0;
  } catch {
    // Whatever is thrown says that it cannot be read; what it says of the text itself is nobody's to see.
    return false;
  }
}

/** A source without its key could not be verified; a key without its source could not be reached. */
function together(one: string, other: string, settings: Readonly<Record<string, unknown>>): ConfigProblem[] {
  const [missing, set] = settings[one] === undefined ? [one, other] : [other, one];
  if ((settings[one] === undefined) === (settings[other] === undefined)) return [];
  return [{ name: missing, problem: `is not set, but ${set} is`, remedy: `Set both, or unset ${set}` }];
}

/** What the gateway reads from the environment. */
export const config = serviceConfig(
  'inbound-channels',
  {
    LOOP_STRIPE_SOURCE_ID: sourceId.describe("Unguessable last part of the address of Stripe's webhook endpoint"),
    LOOP_STRIPE_WEBHOOK_SECRET: z
      .string()
      .min(8)
      .optional()
      .describe("Signing secret of Stripe's webhook endpoint; two, divided by a comma, while one is rotated"),
    LOOP_SENDGRID_SOURCE_ID: sourceId.describe("Unguessable last part of the address of SendGrid's event webhook"),
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: z
      .string()
      .refine(isPublicKey, 'must be the verification key as SendGrid shows it: base64 of a P-256 public key')
      .optional()
      .describe("Verification key of SendGrid's event webhook, base64"),
    LOOP_PAYPAL_SOURCE_ID: sourceId.describe("Unguessable last part of the address of PayPal's webhook"),
    LOOP_PAYPAL_WEBHOOK_ID: z
      .string()
      .regex(/^[A-Z0-9]{5,50}$/, 'must be the id of the webhook as PayPal shows it')
      .optional()
      .describe('Id of the webhook as PayPal shows it; it is part of what PayPal signs'),
    LOOP_PAYPAL_WEBHOOK_CERTIFICATE: z
      .string()
      .refine(
        arePinnedKeys,
        'must be an RSA certificate or public key: PEM, with \\n for line ends, or base64 of the key as DER',
      )
      .optional()
      .describe(
        'Certificate (or its public key) PayPal signs webhooks with; two, divided by a comma, while one is rotated',
      ),
  },
  (settings) => [
    ...together('LOOP_STRIPE_SOURCE_ID', 'LOOP_STRIPE_WEBHOOK_SECRET', settings),
    ...together('LOOP_SENDGRID_SOURCE_ID', 'LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY', settings),
    ...together('LOOP_PAYPAL_SOURCE_ID', 'LOOP_PAYPAL_WEBHOOK_CERTIFICATE', settings),
    ...together('LOOP_PAYPAL_WEBHOOK_ID', 'LOOP_PAYPAL_WEBHOOK_CERTIFICATE', settings),
  ],
);
