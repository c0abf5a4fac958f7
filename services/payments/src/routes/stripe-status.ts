import { json, type ProviderState, type Route, route } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import { moneyFigures, stripeCounts } from '../store/money-figures.ts';

/**
 * `GET /integration/stripe-status`: whether Stripe is configured and in which mode, what was opened and captured there, the
 * last event we verified, and the money of the three kinds. The counts are of the system's mode; every figure names its own:
 * only `live` is real.
 */
export function stripeStatusRoute(provider: ProviderState, mode: Mode, tenantId: string): Route {
  return route({
    method: 'get',
    path: '/integration/stripe-status',
    summary: 'State and figures of the Stripe rail',
    async handle({ read }) {
      const [counts, money] = await Promise.all([
        read(tenantId, (tx) => stripeCounts(tx, mode)),
        read(tenantId, moneyFigures),
      ]);
      return json({
        configured: provider.state !== 'off',
        mode: provider.state,
        missing: provider.state === 'off' ? provider.missing : [],
        ...counts,
        money,
      });
    },
  });
}
