import { expect, test } from '@jest/globals';
import { moneyText } from './money-text.ts';

test.each([
  [650_000, 'usd', '$6,500.00'],
  [5_000, 'jpy', '¥5,000'],
  [1_234, 'kwd', 'KWD 1.234'],
])('%d minor units of %s read %s', (amount, currency, text) => {
  expect(moneyText(amount, currency).replace(/\s/u, ' ')).toBe(text);
});
