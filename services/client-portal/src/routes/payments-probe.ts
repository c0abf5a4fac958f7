import { openCheckout } from '@loop/contracts';
import type { Edge } from '@loop/runtime';

/** Tells whether payments takes payments at all. */
export type PaymentsProbe = (request: Edge['request'], tenantId: string) => Promise<boolean>;

/** For how long an answer stands. */
const FRESH_FOR_MS = 30_000;

const NOBODY = '00000000-0000-4000-8000-000000000000';

/**
 * Asks payments to open a checkout for a milestone that does not exist: it answers `payments_not_configured` before it looks
 * anything up, and refuses the milestone otherwise. Nothing is opened either way, and no button is shown where it would
 * lead nowhere. When nobody answers, the button stays: pressing it then says what is wrong.
 */
export function paymentsProbe(portalUrl: string): PaymentsProbe {
  let known: { readonly payable: boolean; readonly untilMs: number } | undefined;
  return async (request, tenantId) => {
    if (known !== undefined && performance.now() < known.untilMs) return known.payable;
    try {
      const answer = await request(openCheckout, {
        tenantId,
        contractId: NOBODY,
        milestoneId: NOBODY,
        amountMinor: 0,
        currency: 'USD',
        idempotencyKey: 'probe',
        returnUrl: portalUrl,
        cancelUrl: portalUrl,
      });
      const payable = !('refused' in answer && answer.refused === 'payments_not_configured');
      known = { payable, untilMs: performance.now() + FRESH_FOR_MS };
      return payable;
    } catch {
      return true;
    }
  };
}
