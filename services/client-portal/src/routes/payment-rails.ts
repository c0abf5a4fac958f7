import { describeRails } from '@loop/contracts';
import type { Edge } from '@loop/runtime';
import { EVERY_RAIL } from '../domain/client-room.ts';
import type { RailOffer } from '../domain/funding.ts';

/** Tells which rails take payments. */
export type PaymentRails = (request: Edge['request'], tenantId: string) => Promise<readonly RailOffer[]>;

/** For how long an answer stands. */
const FRESH_FOR_MS = 30_000;

/** What is offered while payments has never answered: pressing the button then says what is wrong. */
const UNHEARD = EVERY_RAIL.filter(({ rail }) => rail === 'stripe');

/**
 * Asks payments which rails are configured, so that no button is shown where it would lead nowhere. When nobody answers, what
 * it said last stands.
 */
export function paymentRails(): PaymentRails {
  let known: { readonly offers: readonly RailOffer[]; readonly untilMs: number } | undefined;
  return async (request, tenantId) => {
    if (known !== undefined && performance.now() < known.untilMs) return known.offers;
    try {
      const answer = await request(describeRails, { tenantId });
      if (!('ok' in answer)) return known?.offers ?? UNHEARD;
      const offers = answer.ok.rails.filter(({ configured }) => configured);
      known = { offers, untilMs: performance.now() + FRESH_FOR_MS };
      return offers;
    } catch {
      return known?.offers ?? UNHEARD;
    }
  };
}
