import { expect, test } from '@jest/globals';
import { isGibberish } from './gibberish.ts';

test.each(['xkqzvwrtpl', 'a7f3k9d2m4', 'qwrtzpsdfg', 'x7k2q9v4z1+jobs'])('%s looks made by a machine', (name) => {
  expect(isGibberish(name)).toBe(true);
});

test.each([
  'krzysztof.wrzeszcz',
  'schmidtschmitz',
  'angstschwitz',
  'tilda.voss1987',
  'hrvojehrvatic',
  'bright-startups',
  'jobs4developers',
  'przemyslaw',
  'lawrencehughes',
  '1234567890',
  'wbtqp',
  'mbstrengths',
  'почтальон',
])('%s may be a name', (name) => {
  expect(isGibberish(name)).toBe(false);
});
