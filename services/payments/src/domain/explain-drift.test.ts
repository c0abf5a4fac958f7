import { expect, test } from '@jest/globals';
import { explainDrift } from './explain-drift.ts';

const line = {
  provider: 'stripe',
  ref: 'txn_1',
  sourceRef: 'ch_1',
  state: 'unexplained' as const,
  listedMinor: 58_230,
  bookedMinor: 500,
  currency: 'USD',
};

test.each([
  ['unposted', 'no payment of ours accounts for it'],
  ['not_understood', 'of a kind that is not understood here'],
  ['amount_differs', 'lists txn_1 with 582.30 USD, the ledger has it with 5.00 USD'],
  ['not_listed', 'The ledger has txn_1 (5.00 USD), and stripe does not list it'],
  ['payout_differs', 'the lines it is made of add up to 5.00 USD'],
] as const)('%s is explained: %s', (kind, said) => {
  expect(explainDrift({ ...line, kind })).toContain(said);
});

test('a line whose payment is still being read is not called unexplained', () => {
  expect(explainDrift({ ...line, kind: 'unposted', state: 'pending' })).toContain('its payment is being read');
});

test('what one side says nothing about is said in words', () => {
  expect(explainDrift({ ...line, kind: 'payout_differs', bookedMinor: null })).toContain('add up to nothing');
});
