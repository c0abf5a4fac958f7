import { json, type ProviderState, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import type { Mode } from '../domain/payment.ts';
import { toldFigure as tell } from '../domain/truth.ts';
import { stripeCounts } from '../store/stripe-counts.ts';
import { moneyFigures, truthBasis } from '../store/truth-figures.ts';
import { toldAmount, toldBasis, toldFigure } from './told-figures.ts';

const answer = toldBasis.extend({
  configured: z.boolean(),
  mode: z.enum(['sandbox', 'test', 'live', 'off']),
  missing: z.array(z.string()).describe('Settings without which it stays off'),
  sessionsCreated: z.int().min(0),
  paymentsReceived: z.int().min(0),
  totalCharged: z.array(toldAmount).describe('Charged to cards, before fees and what went back'),
  lastVerifiedEvent: z.object({ id: z.string(), type: z.string(), occurredAt: z.iso.datetime() }).nullable(),
  money: z.object({ contracted: z.array(toldFigure), held: z.array(toldFigure), earned: z.array(toldFigure) }),
});

/**
 * `GET /integration/stripe-status`: whether Stripe is configured and in which mode, what was opened and charged there, the
 * last event we verified, and the money of the three kinds. The counts are of the system's mode; every figure names its own:
 * only `live` is real.
 */
export function stripeStatusRoute(provider: ProviderState, mode: Mode, tenantId: string): Route {
  return route({
    method: 'get',
    path: '/integration/stripe-status',
    summary: 'State and figures of the Stripe rail',
    answers: answer,
    async handle({ read }) {
      const { basis, counts, money } = await read(tenantId, async (tx) => {
        const basis = await truthBasis(tx);
        const [counts, money] = await Promise.all([stripeCounts(tx, mode), moneyFigures(tx, basis)]);
        return { basis, counts, money };
      });
      const { lastVerifiedEvent: last, totalCharged } = counts;
      return json(
        answer.parse({
          configured: provider.state !== 'off',
          mode: provider.state,
          missing: provider.state === 'off' ? provider.missing : [],
          ...counts,
          totalCharged: totalCharged.map((charged) => ({ ...charged, mode })),
          lastVerifiedEvent: last && { ...last, occurredAt: last.occurredAt.toISOString() },
          ...basis,
          lastReconciledAt: basis.lastReconciledAt?.toISOString() ?? null,
          money: {
            contracted: money.contracted.map(tell),
            held: money.held.map(tell),
            earned: money.earned.map(tell),
          },
        }),
      );
    },
  });
}
