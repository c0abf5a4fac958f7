import { expect, test } from '@jest/globals';
import type { PayloadOf } from './define.ts';
import { ledgerPosted } from './payments.ts';

const posting = (...amounts: readonly number[]): PayloadOf<typeof ledgerPosted> => ({
  postingId: '0192f0c4-7a10-7033-8c3e-5b1d2f4a6033',
  contractId: null,
  milestoneId: null,
  operation: 'capture',
  entries: amounts.map((amountMinor) => ({ account: 'revenue', amountMinor, currency: 'USD' })),
  mode: 'sandbox',
  evidence: { providerEventId: null, readAt: '2026-11-20T09:30:00Z' },
  postedAt: '2026-11-20T09:30:00Z',
});

test('a posting that does not add up to zero is no posting', () => {
  expect(ledgerPosted.schema.safeParse(posting(100, -60, -40)).success).toBe(true);
  expect(ledgerPosted.schema.safeParse(posting(100, -60)).success).toBe(false);
});

test('amounts of different currencies do not balance each other', () => {
  const mixed = posting(100, -100);
  const entries = mixed.entries.map((entry, at) => (at === 0 ? { ...entry, currency: 'EUR' } : entry));
  expect(ledgerPosted.schema.safeParse({ ...mixed, entries }).success).toBe(false);
});
