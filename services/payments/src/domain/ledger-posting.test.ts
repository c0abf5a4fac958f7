import { describe, expect, test } from '@jest/globals';
import {
  type LedgerPosting,
  type LineContext,
  postingForHold,
  postingForLine,
  postingForRelease,
} from './ledger-posting.ts';
import type { BalanceLine } from './payment-reading.ts';

const BEFORE_RELEASE: LineContext = { released: false, movedBefore: null };
const RELEASED: LineContext = { released: true, movedBefore: null };

function line(kind: BalanceLine['kind'], amountMinor: number, rest: Partial<BalanceLine> = {}): BalanceLine {
  const occurredAt = new Date('2026-11-28T10:00:00Z');
  const refs = { ref: `txn_${kind}`, sourceRef: `src_${kind}`, payoutRef: null };
  return {
    ...refs,
    kind,
    amountMinor,
    feeMinor: 0,
    currency: 'USD',
    original: null,
    occurredAt,
    availableAt: null,
    ...rest,
  };
}

/** `account: amount` of each leg, and that every currency adds up to zero. */
function legsOf(posting: LedgerPosting | undefined): Record<string, number> {
  const sums: Record<string, number> = {};
  const legs: Record<string, number> = {};
  for (const { account, amountMinor, currency } of posting?.entries ?? []) {
    sums[currency] = (sums[currency] ?? 0) + amountMinor;
    legs[`${account} ${currency}`] = amountMinor;
  }
  expect(Object.values(sums).filter((sum) => sum !== 0)).toEqual([]);
  return legs;
}

describe('a line of the provider', () => {
  test('a charge is owed to the client, its fee told apart', () => {
    expect(legsOf(postingForLine(line('charge', 60_000, { feeMinor: 1_770 }), BEFORE_RELEASE))).toEqual({
      'asset.provider_clearing USD': 58_230,
      'expense.provider_fees USD': 1_770,
      'liability.client_prepayments USD': -60_000,
    });
  });

  test('a charge settled in another currency goes through the conversion, and each currency adds up', () => {
    const settled = line('charge', 64_800, { feeMinor: 2_000, original: { amountMinor: 60_000, currency: 'EUR' } });
    expect(postingForLine(settled, BEFORE_RELEASE)?.entries).toEqual([
      { account: 'asset.provider_clearing', amountMinor: 62_800, currency: 'USD' },
      { account: 'expense.provider_fees', amountMinor: 2_000, currency: 'USD' },
      { account: 'fx.conversion', amountMinor: -64_800, currency: 'USD' },
      { account: 'fx.conversion', amountMinor: 60_000, currency: 'EUR' },
      { account: 'liability.client_prepayments', amountMinor: -60_000, currency: 'EUR' },
    ]);
    legsOf(postingForLine(settled, BEFORE_RELEASE));
  });

  test.each([
    ['before the release', BEFORE_RELEASE, 'liability.client_prepayments USD'],
    ['after the release', RELEASED, 'income.refunds USD'],
  ])('a refund %s takes from %s', (_when, context, account) => {
    expect(legsOf(postingForLine(line('refund', -20_000), context))).toEqual({
      'asset.provider_clearing USD': -20_000,
      [account]: 20_000,
    });
  });

  test.each([
    ['income.refunds', RELEASED, 'income.refunds USD'],
    ['liability.client_prepayments', BEFORE_RELEASE, 'liability.client_prepayments USD'],
    ['liability.client_prepayments', RELEASED, 'income.earned USD'],
  ] as const)('a refund out of %s that fails brings its amount back', (movedBefore, context, account) => {
    expect(legsOf(postingForLine(line('refund_failure', 20_000), { ...context, movedBefore }))).toEqual({
      'asset.provider_clearing USD': 20_000,
      [account]: -20_000,
    });
  });

  test('a dispute withholds the amount and costs a fee; won, it brings the amount back to where it came from', () => {
    expect(legsOf(postingForLine(line('dispute_withdrawal', -60_000, { feeMinor: 1_500 }), RELEASED))).toEqual({
      'asset.provider_clearing USD': -61_500,
      'expense.provider_fees USD': 1_500,
      'income.dispute_withheld USD': 60_000,
    });
    const back = line('dispute_reinstatement', 60_000, { feeMinor: -1_500 });
    expect(legsOf(postingForLine(back, { released: true, movedBefore: 'asset.dispute_withheld' }))).toEqual({
      'asset.provider_clearing USD': 61_500,
      'expense.provider_fees USD': -1_500,
      'asset.dispute_withheld USD': -60_000,
    });
  });

  test('a payout goes to the bank, and one that failed comes back', () => {
    const bank = { 'asset.provider_clearing USD': -58_230, 'asset.bank USD': 58_230 };
    expect(legsOf(postingForLine(line('payout', -58_230), BEFORE_RELEASE))).toEqual(bank);
    expect(legsOf(postingForLine(line('payout_failure', 58_230), BEFORE_RELEASE))).toEqual({
      'asset.provider_clearing USD': 58_230,
      'asset.bank USD': -58_230,
    });
  });

  test('a fee of its own is an expense', () => {
    expect(legsOf(postingForLine(line('fee', -200), BEFORE_RELEASE))).toEqual({
      'asset.provider_clearing USD': -200,
      'expense.provider_fees USD': 200,
    });
  });

  test('one that is not understood books nothing', () => {
    expect(postingForLine(line('other', 5), BEFORE_RELEASE)).toBeUndefined();
  });
});

test('a hold is a memo on both sides, and ends as it was placed', () => {
  expect(legsOf(postingForHold('hold_placed', 60_000, 'USD'))).toEqual({
    'memo.card_holds USD': 60_000,
    'memo.clients_blocked USD': -60_000,
  });
  expect(legsOf(postingForHold('hold_ended', 60_000, 'USD'))).toEqual({
    'memo.card_holds USD': -60_000,
    'memo.clients_blocked USD': 60_000,
  });
});

test('a release turns what is owed into what is earned', () => {
  expect(legsOf(postingForRelease(40_000, 'USD'))).toEqual({
    'liability.client_prepayments USD': 40_000,
    'income.earned USD': -40_000,
  });
});
