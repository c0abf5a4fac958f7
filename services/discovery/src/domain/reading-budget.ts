import type { ReadingCost } from './source-page.ts';

/** Money in millionths of a US dollar, and requests. `null` is no limit. */
export interface ReadingBudget {
  readonly amountMicros: number | null;
  readonly requests: number | null;
}

/** What was spent, what is reserved for pages under way included. */
export interface Spending {
  readonly amountMicros: number;
  readonly requests: number;
}

/** What may be spent by a run, and by its tenant on a day. */
export interface ReadingBudgets {
  readonly run: ReadingBudget;
  readonly day: ReadingBudget;
}

/** Leave to read a page, with what it may cost; or which budget does not allow it. */
export type Leave =
  | { readonly spendAtMostMicros: number | null; readonly reserve: Spending }
  | { readonly spent: 'run_budget' | 'day_budget' };

const left = (limit: number | null, spent: number): number =>
  limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - spent);

/** Whether a page that may cost so much can be read. It gets the money there is, where that is less: the source then asks for less. */
export function leaveToRead(budgets: ReadingBudgets, run: Spending, day: Spending, most: ReadingCost): Leave {
  const moneyOfRun = left(budgets.run.amountMicros, run.amountMicros);
  const moneyOfDay = left(budgets.day.amountMicros, day.amountMicros);
  const costs = most.amountMicros > 0;
  if (left(budgets.run.requests, run.requests) < 1 || (costs && moneyOfRun === 0)) return { spent: 'run_budget' };
  if (left(budgets.day.requests, day.requests) < 1 || (costs && moneyOfDay === 0)) return { spent: 'day_budget' };
  const money = Math.min(moneyOfRun, moneyOfDay);
  return {
    spendAtMostMicros: costs && Number.isFinite(money) ? money : null,
    reserve: { amountMicros: Math.min(most.amountMicros, money), requests: most.requests },
  };
}

/** Which budget the money is short of, for a source that says it cannot do with what is left. */
export function shortOf(budgets: ReadingBudgets, run: Spending, day: Spending): 'run_budget' | 'day_budget' {
  const moneyOfRun = left(budgets.run.amountMicros, run.amountMicros);
  return moneyOfRun <= left(budgets.day.amountMicros, day.amountMicros) ? 'run_budget' : 'day_budget';
}
