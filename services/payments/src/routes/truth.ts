import { json, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import type { Mode } from '../domain/payment.ts';
import { toldFigure as tell } from '../domain/truth.ts';
import { feeFigures, moneyFigures, truthBasis } from '../store/truth-figures.ts';
import { toldAmount, toldBasis, toldFigure } from './told-figures.ts';

const answer = toldBasis.extend({
  mode: z.enum(['sandbox', 'test', 'live']).describe('The mode of the whole system now'),
  revenue: z.array(toldFigure).describe('Earned in live mode, by currency; empty when there is none'),
  figures: z.array(toldFigure),
  fees: z.array(toldAmount).describe('What providers kept, apart from revenue'),
});

/**
 * `GET /integration/truth`: every figure of money with its kind, mode and evidence, and how far it may be believed. Kinds and
 * modes are never added up, and no currency is converted.
 */
export function truthRoute(mode: Mode, tenantId: string): Route {
  return route({
    method: 'get',
    path: '/integration/truth',
    summary: 'Every figure of money with its kind, mode and evidence',
    answers: answer,
    async handle({ read }) {
      const told = await read(tenantId, async (tx) => {
        const basis = await truthBasis(tx);
        const [{ contracted, earned, held }, fees] = await Promise.all([
          moneyFigures(tx, basis),
          feeFigures(tx, basis),
        ]);
        const figures = [...contracted.map(tell), ...held.map(tell), ...earned.map(tell)];
        return { basis, fees, figures };
      });
      const { basis, fees, figures } = told;
      return json(
        answer.parse({
          mode,
          ...basis,
          lastReconciledAt: basis.lastReconciledAt?.toISOString() ?? null,
          revenue: figures.filter(({ countsAsRevenue }) => countsAsRevenue),
          figures,
          fees,
        }),
      );
    },
  });
}
