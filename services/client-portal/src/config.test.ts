import { describe, expect, it } from '@jest/globals';
import { checkoutOrigins, config, dealLinkKey, type PortalConfig } from './config.ts';

const PORTAL = 'https://portal.lampwright.studio';
const KEY = 'k'.repeat(32);

function problems(settings: Parameters<typeof config.check>[0]): string[] {
  return config.check(settings).map((problem) => `${problem.name} ${problem.problem}`);
}

describe('the settings of the portal', () => {
  it('need a key of its own, and https, wherever anything is real', () => {
    expect(problems({ LOOP_MODE: 'live', LOOP_PORTAL_URL: 'http://portal.lampwright.studio' })).toEqual([
      'LOOP_DEAL_LINK_KEY is missing in live mode',
      'LOOP_PORTAL_URL is not https in live mode',
    ]);
    expect(problems({ LOOP_MODE: 'test', LOOP_PORTAL_URL: PORTAL, LOOP_DEAL_LINK_KEY: KEY })).toEqual([]);
  });

  it('take no key that stands in the source for everybody to read', () => {
    const known = dealLinkKey({ LOOP_PORTAL_URL: PORTAL } as PortalConfig);
    expect(problems({ LOOP_MODE: 'live', LOOP_PORTAL_URL: PORTAL, LOOP_DEAL_LINK_KEY: known })).toEqual([
      "LOOP_DEAL_LINK_KEY is the sandbox's, which everybody can read",
    ]);
  });

  it('need neither in sandbox mode', () => {
    expect(problems({ LOOP_MODE: 'sandbox', LOOP_PORTAL_URL: 'http://127.0.0.1:8080' })).toEqual([]);
    expect(dealLinkKey({ LOOP_PORTAL_URL: PORTAL } as PortalConfig).length).toBeGreaterThanOrEqual(32);
  });

  it('refuse an address with a path or a user: links and rooms would stand at different places', () => {
    for (const rest of ['/portal', '?a=1', '#top']) {
      expect(config.schema.shape.LOOP_PORTAL_URL.safeParse(PORTAL + rest).success).toBe(false);
    }
    expect(config.schema.shape.LOOP_PORTAL_URL.safeParse('https://me:secret@portal.lampwright.studio').success).toBe(
      false,
    );
    expect(config.schema.shape.LOOP_PORTAL_URL.safeParse(`${PORTAL}/`).success).toBe(true);
  });

  it('let pay buttons lead to the payment page of the mode, and nowhere else', () => {
    const origins = (mode: 'test' | 'live') => checkoutOrigins({ LOOP_MODE: mode } as PortalConfig);
    expect(origins('live')).toEqual(['https://checkout.stripe.com', 'https://www.paypal.com']);
    expect(origins('test')).toEqual(['https://checkout.stripe.com', 'https://www.sandbox.paypal.com']);
    expect(checkoutOrigins({ LOOP_SANDBOX_URL: 'http://127.0.0.1:4010' } as PortalConfig)).toEqual([
      'http://127.0.0.1:4010',
      'http://checkout.localhost:4010',
      'http://paypal.localhost:4010',
    ]);
    expect(checkoutOrigins({ LOOP_CHECKOUT_ORIGIN: 'https://pay.lampwright.studio/x' } as PortalConfig)).toEqual([
      'https://pay.lampwright.studio',
    ]);
  });
});
