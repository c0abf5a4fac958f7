import { type ConfigProblem, type KeyRules, type Mode, providerKey, serviceConfig } from '@loop/runtime';
import { z } from 'zod';
import { paypalKeys } from './paypal-keys.ts';

/** How Stripe's keys tell where they belong. https://docs.stripe.com/keys */
export const STRIPE_KEYS: KeyRules = {
  setting: 'LOOP_STRIPE_SECRET_KEY',
  sandboxKey: 'sk_sandbox_loop',
  testPrefixes: ['sk_test_', 'rk_test_'],
  livePrefixes: ['sk_live_', 'rk_live_'],
};

/**
 * Requests a second to Stripe by mode, from all instances together. It allows 100 in live mode and 25 in test; what is left is for
 * pages that clients wait for. The provider sandbox sets no limit unless it is told to. https://docs.stripe.com/rate-limits
 */
const STRIPE_REQUESTS_PER_SECOND = { sandbox: 320, test: 20, live: 80 } as const;

/** What one effect may cost: the reading of a page is the page, its payment, the payment's disputes and its warnings. */
const REQUESTS_PER_EFFECT = 4;

/** Effects a second that all instances together may perform at Stripe, so that their requests stay within its limits. */
export function stripeEffectsPerSecond(mode: Mode, requestsPerSecond: number | undefined): number {
  const requests = requestsPerSecond ?? STRIPE_REQUESTS_PER_SECOND[mode];
  return Math.max(1, Math.floor(requests / REQUESTS_PER_EFFECT));
}

/** What the gateway needs to hear of payments. Real money must not be taken where nobody hears that it was paid. */
const HEARING = ['LOOP_STRIPE_SOURCE_ID', 'LOOP_STRIPE_WEBHOOK_SECRET'] as const;

const deaf = (name: (typeof HEARING)[number]): ConfigProblem => ({
  name,
  problem: 'is not set, but a live LOOP_STRIPE_SECRET_KEY is: no webhook would tell us of a payment',
  remedy: `Set ${HEARING.join(' and ')}, or unset LOOP_STRIPE_SECRET_KEY`,
});

/** What payments reads from the environment. */
export const config = serviceConfig(
  'payments',
  {
    LOOP_STRIPE_SECRET_KEY: z
      .string()
      .min(1)
      .optional()
      .describe('Stripe secret or restricted key of the mode; without it card payments are off in test and live'),
    LOOP_STRIPE_SOURCE_ID: z
      .string()
      .optional()
      .describe("Unguessable last part of the address of Stripe's webhook endpoint; live payments need one"),
    LOOP_STRIPE_REQUESTS_PER_SECOND: z.coerce
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Requests a second to Stripe from all instances together; 20 in test and 80 in live when absent'),
    LOOP_STRIPE_WEBHOOK_SECRET: z
      .string()
      .optional()
      .describe(
        'Signing secret of that endpoint; payments only asks whether it is there, the gateway verifies with it',
      ),
    LOOP_PAYPAL_CLIENT_ID: z
      .string()
      .min(1)
      .optional()
      .describe("Client id of PayPal's REST app; without it payments over PayPal are off in test and live"),
    LOOP_PAYPAL_CLIENT_SECRET: z.string().min(1).optional().describe("Secret of PayPal's REST app"),
    LOOP_PAYPAL_ENVIRONMENT: z
      .enum(['sandbox', 'live'])
      .optional()
      .describe('Which of its systems the PayPal credentials are of: sandbox in test mode, live in live mode'),
    LOOP_PAYPAL_SOURCE_ID: z
      .string()
      .optional()
      .describe("Unguessable last part of the address of PayPal's webhook; live payments need one"),
    LOOP_PAYPAL_WEBHOOK_ID: z
      .string()
      .optional()
      .describe('Id of the webhook as PayPal shows it; it is part of what PayPal signs'),
    LOOP_PAYPAL_WEBHOOK_CERTIFICATE: z
      .string()
      .optional()
      .describe(
        'Certificate (or its public key) PayPal signs webhooks with, as PEM; two, divided by a comma, while one is rotated',
      ),
  },
  (settings) => {
    const paypal = paypalKeys(settings.LOOP_MODE, settings);
    return [...stripeProblems(settings), ...(paypal.state === 'refused' ? paypal.problems : [])];
  },
);

interface StripeSettings {
  readonly LOOP_MODE: Mode;
  readonly LOOP_STRIPE_SECRET_KEY?: string | undefined;
  readonly LOOP_STRIPE_SOURCE_ID?: string | undefined;
  readonly LOOP_STRIPE_WEBHOOK_SECRET?: string | undefined;
}

function stripeProblems(settings: StripeSettings): ConfigProblem[] {
  const key = providerKey(settings.LOOP_MODE, settings.LOOP_STRIPE_SECRET_KEY, STRIPE_KEYS);
  if (key.state === 'refused') return [key.problem];
  if (key.state !== 'configured' || key.mode !== 'live') return [];
  return HEARING.filter((name) => (settings[name] ?? '').trim() === '').map(deaf);
}
