import { expect, test } from '@jest/globals';
import { leaveToRead, shortOf } from './reading-budget.ts';

const none = { amountMicros: 0, requests: 0 };
const budgets = {
  run: { amountMicros: 2_000_000, requests: 10 },
  day: { amountMicros: 5_000_000, requests: 100 },
};
const page = { requests: 1, amountMicros: 1_500_000, currency: 'USD' } as const;
const free = { requests: 1, amountMicros: 0, currency: 'USD' } as const;

test('a page may cost what is left of the smaller budget, and reserves no more than it can cost', () => {
  expect(leaveToRead(budgets, none, none, page)).toEqual({
    spendAtMostMicros: 2_000_000,
    reserve: { amountMicros: 1_500_000, requests: 1 },
  });
  const spent = { amountMicros: 1_400_000, requests: 1 };
  expect(leaveToRead(budgets, spent, none, page)).toEqual({
    spendAtMostMicros: 600_000,
    reserve: { amountMicros: 600_000, requests: 1 },
  });
  const day = { amountMicros: 4_900_000, requests: 1 };
  expect(leaveToRead(budgets, none, day, page)).toMatchObject({ spendAtMostMicros: 100_000 });
});

test('nothing is read that costs money when the money is gone; what is free goes on', () => {
  const gone = { amountMicros: 2_000_000, requests: 3 };
  expect(leaveToRead(budgets, gone, none, page)).toEqual({ spent: 'run_budget' });
  expect(leaveToRead(budgets, gone, none, free)).toMatchObject({ spendAtMostMicros: null });
  expect(leaveToRead(budgets, none, { amountMicros: 5_000_000, requests: 3 }, page)).toEqual({ spent: 'day_budget' });
});

test('requests are counted for what is free as well', () => {
  expect(leaveToRead(budgets, { amountMicros: 0, requests: 10 }, none, free)).toEqual({ spent: 'run_budget' });
  expect(leaveToRead(budgets, none, { amountMicros: 0, requests: 100 }, free)).toEqual({ spent: 'day_budget' });
});

test('without limits everything may be read', () => {
  const unlimited = { amountMicros: null, requests: null };
  const much = { amountMicros: 9e12, requests: 9e9 };
  expect(leaveToRead({ run: unlimited, day: unlimited }, much, much, page)).toEqual({
    spendAtMostMicros: null,
    reserve: { amountMicros: 1_500_000, requests: 1 },
  });
});

test('too little money is told of the budget that is short', () => {
  expect(shortOf(budgets, { amountMicros: 1_950_000, requests: 1 }, none)).toBe('run_budget');
  expect(shortOf(budgets, none, { amountMicros: 4_950_000, requests: 1 })).toBe('day_budget');
});
