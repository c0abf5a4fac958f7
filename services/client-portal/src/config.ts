import { type ConfigOf, originUrl, serviceConfig } from '@loop/runtime';
import { z } from 'zod';

/** Key of the sandbox's links when none is given: nothing it protects is real. */
const SANDBOX_KEY = 'sandbox-deal-links-protect-nothing-real';

/** What client-portal reads from the environment. */
export const config = serviceConfig(
  'client-portal',
  {
    LOOP_PORTAL_URL: originUrl.describe(
      'Where clients reach the portal, as it stands in their links; https outside sandbox mode',
    ),
    LOOP_DEAL_LINK_KEY: z
      .string()
      .min(32)
      .optional()
      .describe(
        'Secret that deal links, sessions and codes are derived from, 32 characters or more; optional in sandbox mode',
      ),
    LOOP_CHECKOUT_ORIGIN: originUrl
      .optional()
      .describe(
        'Origin of the one hosted payment page that pay buttons lead to; known by itself for Stripe, PayPal and the sandbox',
      ),
  },
  ({ LOOP_MODE, LOOP_PORTAL_URL, LOOP_DEAL_LINK_KEY }) => {
    if (LOOP_MODE === 'sandbox') return [];
    const problems = [];
    if (LOOP_DEAL_LINK_KEY === undefined || LOOP_DEAL_LINK_KEY === SANDBOX_KEY) {
      problems.push({
        name: 'LOOP_DEAL_LINK_KEY',
        problem:
          LOOP_DEAL_LINK_KEY === undefined
            ? `is missing in ${LOOP_MODE} mode`
            : "is the sandbox's, which everybody can read",
        remedy: 'Set it to a random secret of 32 characters or more, for instance from `openssl rand -base64 32`',
      });
    }
    if (LOOP_PORTAL_URL !== undefined && !keepsSecureCookies(LOOP_PORTAL_URL)) {
      problems.push({
        name: 'LOOP_PORTAL_URL',
        problem: `is not https in ${LOOP_MODE} mode`,
        remedy: 'Set it to the https address that clients use: browsers keep the session cookie over https only',
      });
    }
    return problems;
  },
);

/** Browsers keep `Secure` cookies over https and, on the client's own machine, over http (https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy). */
function keepsSecureCookies(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
}

/** The parsed settings. */
export type PortalConfig = ConfigOf<typeof config>;

/** The key of links, sessions and codes. */
export function dealLinkKey(settings: PortalConfig): string {
  return settings.LOOP_DEAL_LINK_KEY ?? SANDBOX_KEY;
}

/** Where PayPal's approval pages are. */
const PAYPAL_ORIGINS = { live: 'https://www.paypal.com', test: 'https://www.sandbox.paypal.com' } as const;

/** Origins that a pay button's form may be redirected to (CSP `form-action`), of every rail there can be. */
export function checkoutOrigins(settings: PortalConfig): readonly string[] {
  const { LOOP_CHECKOUT_ORIGIN, LOOP_MODE, LOOP_SANDBOX_URL } = settings;
  if (LOOP_CHECKOUT_ORIGIN !== undefined) return [new URL(LOOP_CHECKOUT_ORIGIN).origin];
  if (LOOP_SANDBOX_URL === undefined) {
    return ['https://checkout.stripe.com', PAYPAL_ORIGINS[LOOP_MODE === 'live' ? 'live' : 'test']];
  }
  const sandbox = new URL(LOOP_SANDBOX_URL);
  const hosts = ['checkout.localhost', 'paypal.localhost'];
  return [sandbox.origin, ...hosts.map((host) => `${sandbox.protocol}//${host}:${sandbox.port || '80'}`)];
}
