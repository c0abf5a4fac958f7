import { describe, expect, it } from '@jest/globals';
import { readBudget } from './read-budget.ts';

describe('reading a budget', () => {
  it.each([
    ['Budget: $1,500 fixed', 'USD', 1500],
    ['we can pay up to 2k: $2k', 'USD', 2000],
    ['€800-1.200 for the lot', 'EUR', 1200],
    ['budget is 900 USD? I mean $900', 'USD', 900],
    ['around £750.50 all in', 'GBP', 750.5],
    ['/bounty $200', 'USD', 200],
    ['$5k – $8k', 'USD', 8000],
    ['We have $3M ARR. Budget $4,000.', 'USD', 4000],
    ['we have 3,000 USD for it', 'USD', 3000],
    ['4.200 EUR fixed', 'EUR', 4200],
    ['rates $50/h, budget about $2,400', 'USD', 2400],
  ])('reads %j', (text, currency, amount) => {
    expect(readBudget(text)).toMatchObject({ currency, amount });
  });

  it.each([
    '$60/h',
    '$90 per hour',
    '€80-95k salary',
    'rate: 85 EUR/h',
    '$120k base',
    'we made $2m last year',
    'no figure at all',
  ])('finds no total in %j', (text) => {
    expect(readBudget(text)).toBeNull();
  });
});
