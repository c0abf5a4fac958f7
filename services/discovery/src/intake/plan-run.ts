import type { runPlan } from '@loop/contracts';
import type { Tx } from '@loop/runtime';
import type { z } from 'zod';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import type { ReadingCost } from '../domain/source-page.ts';
import type { PlannedPage } from '../domain/source-query.ts';
import { dayOf, findDay } from '../store/daily-spending.ts';
import { boundPage, planOf } from './advance-run.ts';
import type { ReadingDesk, SourceReader } from './reading-desk.ts';
import { questionsOf, type RunWish, toldReading } from './run-wish.ts';

type Plan = z.output<typeof runPlan>;
type SourcePlan = Plan['sources'][number];

/** Whose day, and when. */
interface PlanAt {
  readonly tenantId: string;
  readonly now: Date;
}

const summed = (costs: readonly { requests: number; amountMicros: number }[]): ReadingCost => ({
  requests: costs.reduce((sum, { requests }) => sum + requests, 0),
  amountMicros: costs.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
  currency: 'USD',
});

function fromOf({ behind, cursor }: PlannedPage): SourcePlan['questions'][number]['from'] {
  if (behind === 'before') return 'unread';
  return cursor === null ? 'beginning' : 'news';
}

async function planSource(tx: Tx, { source }: SourceReader, wish: RunWish, at: PlanAt): Promise<SourcePlan> {
  const planned = await planOf(tx, source.name, questionsOf(source, wish, at.tenantId));
  const bound = await Promise.all(planned.map((page) => boundPage(tx, source.name, page)));
  const pages = bound.flatMap((page) => page ?? []);
  return {
    source: source.name,
    questions: pages.map((page) => {
      const { kind: asked, text, within } = page.query;
      return { asked, text, within, from: fromOf(page) };
    }),
    cost: summed(pages.map(({ cursor, query }) => source.estimate(query, { cursor, now: at.now }))),
    isWaiting: !source.features.hasAuthors,
  };
}

const left = (limit: number | null, spent: number): number | null =>
  limit === null ? null : Math.max(0, limit - spent);

const within = (amount: number, ...limits: readonly (number | null)[]): number =>
  Math.min(amount, ...limits.flatMap((limit) => limit ?? []));

/** Says what a run would ask of its sources, and what that may cost. Reads only what is kept here. */
export async function planRun(tx: Tx, desk: ReadingDesk, wish: RunWish, at: PlanAt): Promise<Plan> {
  const sources = await Promise.all(wish.readers.map((reader) => planSource(tx, reader, wish, at)));
  const spent = await findDay(tx, dayOf(at.now));
  const day: ReadingBudget = desk.day;
  const leftToday = {
    amountMicros: left(day.amountMicros, spent.amountMicros),
    requests: left(day.requests, spent.requests),
  };
  const whole = summed(sources.map(({ cost }) => cost));
  return {
    understood: toldReading(wish),
    sources,
    cost: {
      requests: within(whole.requests, wish.budget.requests, leftToday.requests),
      amountMicros: within(whole.amountMicros, wish.budget.amountMicros, leftToday.amountMicros),
      currency: 'USD',
    },
    budget: { ...wish.budget },
    leftToday,
  };
}
