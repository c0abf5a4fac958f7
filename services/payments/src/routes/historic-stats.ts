import { json, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { formatDecimal } from '../domain/minor-units.ts';
import type { Mode } from '../domain/payment.ts';
import { type HistoricCounts, type HistoricTotal, historicCounts, historicTotals } from '../store/historic-counts.ts';
import { truthBasis } from '../store/truth-figures.ts';
import { historicFigure, historicOther, toldBasis } from './told-figures.ts';

const ofMode = z.object({
  contracts_created: historicFigure,
  milestones_funded: historicFigure,
  milestones_released: historicFigure,
  total_value_usd: historicFigure,
  total_released_usd: historicFigure,
  active_contracts: historicFigure,
  other_currencies: z.array(historicOther).describe('Totals that are not in US dollars; nothing is converted'),
});

const answer = ofMode.extend({
  mode: z.literal('live').describe('What stands here is real'),
  ...toldBasis.shape,
  not_revenue: z
    .object({ test: ofMode.optional(), sandbox: ofMode.optional() })
    .describe('The same of the other modes: none of it is real'),
});

/**
 * `GET /integration/escrow-stats`, under its old name and with the old names of its figures, each computed from what proves it
 * and marked projected or actual. Only live mode stands at the top; the other modes are apart, labelled as no revenue.
 */
export function historicStatsRoute(tenantId: string): Route {
  return route({
    method: 'get',
    path: '/integration/escrow-stats',
    summary: 'The old statistics, from evidence; only live mode at the top',
    answers: answer,
    async handle({ read }) {
      const { basis, counts, totals } = await read(tenantId, async (tx) => {
        const basis = await truthBasis(tx);
        const [counts, totals] = await Promise.all([historicCounts(tx, basis), historicTotals(tx, basis)]);
        return { basis, counts, totals };
      });
      const of = (mode: Mode) => figuresOf(mode, counts, totals);
      const others = (['test', 'sandbox'] as const).filter((mode) => counts.some((row) => row.mode === mode));
      return json(
        answer.parse({
          ...of('live'),
          mode: 'live',
          ...basis,
          lastReconciledAt: basis.lastReconciledAt?.toISOString() ?? null,
          not_revenue: Object.fromEntries(others.map((mode) => [mode, of(mode)])),
        }),
      );
    },
  });
}

function figuresOf(mode: Mode, counts: readonly HistoricCounts[], totals: readonly HistoricTotal[]) {
  const own = counts.find((row) => row.mode === mode);
  const count = (value = 0) => ({ value, basis: 'actual', evidence_count: value });
  const ofMode = totals.filter((total) => total.mode === mode);
  const dollars = (name: HistoricTotal['name']) =>
    totalOf(
      ofMode.find((total) => total.name === name && total.currency === 'USD'),
      name,
      'USD',
    );
  return {
    contracts_created: count(own?.contracts_created),
    milestones_funded: count(own?.milestones_funded),
    milestones_released: count(own?.milestones_released),
    total_value_usd: dollars('total_value'),
    total_released_usd: dollars('total_released'),
    active_contracts: count(own?.active_contracts),
    other_currencies: ofMode
      .filter(({ currency }) => currency !== 'USD')
      .map((total) => ({ name: total.name, currency: total.currency, ...totalOf(total, total.name, total.currency) })),
  };
}

/** Value is signed for, and so projected; what was released is in our hands. */
function totalOf(total: HistoricTotal | undefined, name: HistoricTotal['name'], currency: string) {
  return {
    value: formatDecimal(total?.amount_minor ?? 0, currency),
    basis: name === 'total_value' ? 'projected' : 'actual',
    evidence_count: total?.evidence_count ?? 0,
  };
}
