import { type KeyRules, providerKey, serviceConfig } from '@loop/runtime';
import { z } from 'zod';

/** How Stripe's keys tell where they belong. https://docs.stripe.com/keys */
export const STRIPE_KEYS: KeyRules = {
  setting: 'LOOP_STRIPE_SECRET_KEY',
  sandboxKey: 'sk_sandbox_loop',
  testPrefixes: ['sk_test_', 'rk_test_'],
  livePrefixes: ['sk_live_', 'rk_live_'],
};

/** What payments reads from the environment. */
export const config = serviceConfig(
  'payments',
  {
    LOOP_STRIPE_SECRET_KEY: z
      .string()
      .min(1)
      .optional()
      .describe('Stripe secret or restricted key of the mode; without it card payments are off in test and live'),
  },
  (settings) => {
    const key = providerKey(settings.LOOP_MODE, settings.LOOP_STRIPE_SECRET_KEY, STRIPE_KEYS);
    return key.state === 'refused' ? [key.problem] : [];
  },
);
