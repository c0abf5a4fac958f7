import { describe, expect, test } from '@jest/globals';
import { type BookedLeg, planRelease, postingsForReading } from './book-reading.ts';
import type { Payment } from './payment.ts';
import { type BalanceLine, blankReading, type PaymentRead, type PaymentReading } from './payment-reading.ts';
import { examplePayment } from './test/example-payment.ts';

const READ_AT = new Date('2026-11-28T12:00:00Z');

const payment = examplePayment({
  amountMinor: 60_000,
  state: 'authorized',
  paymentRef: 'pi_1',
  authorizedMinor: 60_000,
});

const HELD: PaymentRead = {
  ref: 'pi_1',
  status: 'held',
  amountMinor: 60_000,
  heldMinor: 60_000,
  capturedMinor: 0,
  currency: 'USD',
  captureBefore: null,
  renewableFrom: null,
  decline: null,
};
const CAPTURED: PaymentRead = { ...HELD, status: 'captured', heldMinor: 0, capturedMinor: 60_000 };

let minute = 0;
function line(kind: BalanceLine['kind'], sourceRef: string, amountMinor: number, feeMinor = 0): BalanceLine {
  minute += 1;
  const occurredAt = new Date(READ_AT.getTime() + minute * 60_000);
  const rest = { currency: 'USD', original: null, occurredAt, availableAt: null, payoutRef: null };
  return { ref: `txn_${minute}`, kind, sourceRef, amountMinor, feeMinor, ...rest };
}

/** Books readings and releases one after another, as the service does under the payment's lock. */
class Book {
  legs: BookedLeg[] = [];

  read(read: PaymentRead | null, balance: BalanceLine[] = [], state: Payment['state'] = 'captured'): this {
    const reading: PaymentReading = { ...blankReading('stripe', false, READ_AT), payment: read, balance };
    for (const posting of postingsForReading({ ...payment, state }, reading, this.legs)) {
      this.legs.push(...posting.entries.map((entry) => ({ ...posting, ...entry })));
    }
    return this;
  }

  release(): this {
    const plan = planRelease(payment, this.legs);
    if ('not' in plan) throw new Error(plan.not);
    this.legs.push(...plan.posting.entries.map((entry) => ({ ...plan.posting, ...entry })));
    return this;
  }

  sum(...accounts: string[]): number {
    return this.legs.filter((leg) => accounts.includes(leg.account)).reduce((sum, leg) => sum + leg.amountMinor, 0);
  }

  get revenue(): number {
    return 0 - this.sum('income.earned', 'income.refunds', 'income.dispute_withheld');
  }

  get operations(): string[] {
    return [...new Set(this.legs.map((leg) => leg.operation))];
  }
}

const CHARGE = line('charge', 'ch_1', 60_000, 1_770);

describe('a hold', () => {
  test('is held and earns nothing, however often it is read', () => {
    const book = new Book().read(HELD, [], 'authorized').read(HELD, [], 'authorized');
    expect(book.operations).toEqual(['hold_placed']);
    expect([book.sum('memo.card_holds'), book.revenue]).toEqual([60_000, 0]);
  });

  test.each(['expired', 'voided'] as const)('that is %s leaves nothing held and nothing earned', (status) => {
    const ended = { ...HELD, status, heldMinor: 0 };
    const book = new Book().read(HELD, [], 'authorized').read(ended, [], status).read(ended, [], status);
    expect([book.sum('memo.card_holds'), book.revenue]).toEqual([0, 0]);
  });

  test('that is read as it was, after its capture was, does not come back', () => {
    const book = new Book().read(CAPTURED, [CHARGE]).read(HELD, [], 'captured');
    expect(book.sum('memo.card_holds')).toBe(0);
  });

  test('of which a part is captured ends whole', () => {
    const part = { ...CAPTURED, capturedMinor: 36_000 };
    const book = new Book()
      .read(HELD, [], 'authorized')
      .read(part, [line('charge', 'ch_1', 36_000, 1_074)])
      .release();
    expect([book.sum('memo.card_holds'), book.revenue]).toEqual([0, 36_000]);
  });
});

describe('what is captured', () => {
  test('is owed to the client until it is released, and its fee is apart', () => {
    const book = new Book().read(HELD, [], 'authorized').read(CAPTURED, [CHARGE]).read(CAPTURED, [CHARGE]);
    expect([book.sum('liability.client_prepayments'), book.revenue]).toEqual([-60_000, 0]);
    book.release();
    expect([book.sum('liability.client_prepayments'), book.revenue]).toEqual([0, 60_000]);
    expect(book.sum('expense.provider_fees')).toBe(1_770);
    expect(book.sum('asset.provider_clearing')).toBe(58_230);
  });

  test('is not released before the provider has put it down', () => {
    const book = new Book().read(CAPTURED, []);
    expect(planRelease(payment, book.legs)).toEqual({ not: 'charge_not_booked' });
  });

  test('and all given back before the release leaves nothing to release', () => {
    const book = new Book().read(CAPTURED, [CHARGE, line('refund', 're_1', -60_000)]);
    expect(planRelease(payment, book.legs)).toEqual({ not: 'nothing_left' });
  });

  test('that an older version booked gross is booked once, by its line', () => {
    const book = new Book();
    const gross = {
      operation: 'captured' as const,
      providerRef: 'pi_1',
      balanceRef: null,
      sourceRef: null,
      currency: 'USD',
    };
    book.legs.push({ ...gross, account: 'asset.provider_clearing', amountMinor: 60_000 });
    book.legs.push({ ...gross, account: 'liability.client_prepayments', amountMinor: -60_000 });
    book.release().read(CAPTURED, [CHARGE]).read(CAPTURED, [CHARGE]);
    expect([book.sum('liability.client_prepayments'), book.revenue]).toEqual([0, 60_000]);
    expect(book.sum('asset.provider_clearing')).toBe(58_230);
  });
});

describe('what goes back', () => {
  test('dips the revenue, and one that fails restores it, both booked', () => {
    const refund = line('refund', 're_1', -20_000);
    const book = new Book().read(CAPTURED, [CHARGE]).release().read(CAPTURED, [CHARGE, refund]);
    expect(book.revenue).toBe(40_000);
    book.read(CAPTURED, [CHARGE, refund, line('refund_failure', 're_1', 20_000)]);
    expect(book.revenue).toBe(60_000);
    expect(book.operations).toEqual(['charge', 'earned', 'refund', 'refund_failure']);
  });

  test('before the release and fails after it is earned as well', () => {
    const refund = line('refund', 're_1', -20_000);
    const book = new Book().read(CAPTURED, [CHARGE, refund]).release();
    expect(book.revenue).toBe(40_000);
    book.read(CAPTURED, [CHARGE, refund, line('refund_failure', 're_1', 20_000)]);
    expect([book.revenue, book.sum('liability.client_prepayments')]).toEqual([60_000, 0]);
  });

  test('ends in the same revenue whichever of failure and refund is heard of first', () => {
    const refund = line('refund', 're_1', -20_000);
    const failure = line('refund_failure', 're_1', 20_000);
    const late = new Book().read(CAPTURED, [CHARGE, failure]).release().read(CAPTURED, [CHARGE, refund, failure]);
    const usual = new Book().read(CAPTURED, [CHARGE]).release().read(CAPTURED, [CHARGE, refund, failure]);
    expect([late.revenue, usual.revenue]).toEqual([60_000, 60_000]);
  });
});

describe('a dispute', () => {
  const withdrawal = line('dispute_withdrawal', 'dp_1', -60_000, 1_500);
  const back = line('dispute_reinstatement', 'dp_1', 60_000, -1_500);

  test('withholds what was earned, and won it gives it back', () => {
    const book = new Book().read(CAPTURED, [CHARGE]).release().read(CAPTURED, [CHARGE, withdrawal]);
    expect([book.revenue, book.sum('expense.provider_fees')]).toEqual([0, 3_270]);
    book.read(CAPTURED, [CHARGE, withdrawal, back]);
    expect([book.revenue, book.sum('expense.provider_fees')]).toEqual([60_000, 1_770]);
  });

  test('before the release withholds nothing that was earned, and once won the whole is released', () => {
    const book = new Book().read(CAPTURED, [CHARGE, withdrawal]);
    expect([book.revenue, book.sum('asset.dispute_withheld')]).toEqual([0, 60_000]);
    book.read(CAPTURED, [CHARGE, withdrawal, back]).release();
    expect([book.revenue, book.sum('asset.dispute_withheld')]).toEqual([60_000, 0]);
  });

  test('that was withheld before the release comes back to where it was taken from after it', () => {
    const book = new Book().read(CAPTURED, [CHARGE, withdrawal]).release().read(CAPTURED, [CHARGE, withdrawal, back]);
    expect([book.revenue, book.sum('asset.dispute_withheld'), book.sum('income.dispute_withheld')]).toEqual([
      60_000, 0, 0,
    ]);
  });
});
