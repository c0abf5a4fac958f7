import { describe, expect, test } from '@jest/globals';
import { whyNotCapturable } from './capture-guard.ts';
import { whyNotChargeable } from './chargeable-amount.ts';
import { whyNotPayable } from './checkout-guard.ts';
import { declineNotice } from './decline-reasons.ts';
import { MONEY_TRANSITIONS, type MoneyState } from './money-state.ts';
import type { Payment } from './payment.ts';
import { examplePayment } from './test/example-payment.ts';
import { nextHoldReading } from './watch-schedule.ts';

const CONTRACT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a02';

const heldPayment = examplePayment({
  contractVersion: 2,
  state: 'authorized',
  approval: 'approved',
  approvalId: '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a04',
  paymentRef: 'pi_first',
  authorizedMinor: 120_000,
  captureBefore: new Date('2026-11-27T09:00:00Z'),
});
const before = new Date('2026-11-26T09:00:00Z');

describe('a capture', () => {
  test('is allowed for an approved hold before its end', () => {
    expect(whyNotCapturable(heldPayment, 120_000, before)).toBeUndefined();
  });

  test.each([
    ['hold_over', heldPayment, new Date('2026-11-27T09:00:00Z')],
    ['disputed', { ...heldPayment, approval: 'disputed' }, before],
    ['not_approved', { ...heldPayment, approval: 'submitted', approvalId: null }, before],
    ['not_held', { ...heldPayment, state: 'expired' }, before],
    ['not_held', { ...heldPayment, isHoldTooShort: true }, before],
    ['exposed', { ...heldPayment, exposure: 'inquiry' }, before],
    ['over_hold', { ...heldPayment, captureMinor: 60_000 }, before],
  ] as const)('is refused: %s', (reason, payment, now) => {
    expect(whyNotCapturable(payment, 120_000, now)).toBe(reason);
  });
});

describe('paying a milestone', () => {
  const unfunded: Payment = { ...heldPayment, state: 'unfunded', approval: 'none', approvalId: null, paymentRef: null };
  const onFile: Payment = { ...unfunded, fundingMethod: 'card_on_file' };
  const cardSaved: Payment = { ...onFile, state: 'card_saved', customerRef: 'cus_1', cardRef: 'pm_1' };
  const signed = { signedVersion: 2, declined: false, rail: 'stripe' } as const;
  const asked = {
    contractId: CONTRACT,
    amountMinor: 120_000,
    currency: 'USD',
    mode: 'sandbox',
    railSavesCards: true,
  } as const;

  test('is offered for a signed, unfunded milestone at the contract amount', () => {
    expect(whyNotPayable(unfunded, signed, asked)).toBeUndefined();
  });

  test.each([
    ['milestone_not_payable', 'before the contract is signed', unfunded, { ...signed, signedVersion: null }, asked],
    ['milestone_not_payable', 'in a version that was not signed', unfunded, { ...signed, signedVersion: 1 }, asked],
    ['milestone_not_payable', 'after the contract was declined', unfunded, { ...signed, declined: true }, asked],
    ['milestone_not_payable', 'a second time', heldPayment, signed, asked],
    ['milestone_not_payable', 'when it is not known', undefined, signed, asked],
    [
      'milestone_not_payable',
      'by another way than was noted',
      unfunded,
      signed,
      { ...asked, fundingMethod: 'prepaid' },
    ],
    ['milestone_not_payable', 'on another rail than was noted', unfunded, signed, { ...asked, rail: 'paypal' }],
    ['milestone_not_payable', 'while a hold is being placed', { ...unfunded, state: 'authorizing' }, signed, asked],
    ['milestone_not_payable', 'whose card is saved and has no work yet', cardSaved, signed, asked],
    [
      'funding_method_not_served',
      'by card on file where none can be saved',
      onFile,
      signed,
      { ...asked, railSavesCards: false },
    ],
    ['milestone_not_payable', 'in another mode than it was drafted in', unfunded, signed, { ...asked, mode: 'live' }],
    ['amount_mismatch', 'at another amount', unfunded, signed, { ...asked, amountMinor: 100 }],
    ['amount_mismatch', 'in another currency', unfunded, signed, { ...asked, currency: 'EUR' }],
  ] as const)('is refused as %s %s', (refused, _when, payment, contract, wish) => {
    expect(whyNotPayable(payment, contract, wish)).toMatchObject({ refused });
  });
});

describe('amounts', () => {
  test('yen have no minor unit and are taken as they are', () => {
    expect(whyNotChargeable(5000, 'JPY')).toBeUndefined();
  });

  test('1.234 Kuwaiti dinar cannot be charged, 1.230 can', () => {
    expect(whyNotChargeable(1234, 'KWD')).toMatch(/must end in a zero/);
    expect(whyNotChargeable(1230, 'KWD')).toBeUndefined();
  });

  test('nothing and nine digits cannot be charged', () => {
    expect(whyNotChargeable(0, 'USD')).toBeDefined();
    expect(whyNotChargeable(100_000_000, 'USD')).toBeDefined();
  });
});

describe('the money state machine', () => {
  test('has no way out of captured but to settled', () => {
    expect(MONEY_TRANSITIONS.captured).toEqual({ settled: 'settled' });
  });

  test('never leads from secured money back to an open session', () => {
    const secured: MoneyState[] = ['authorized', 'capture_requested', 'captured'];
    for (const state of secured) expect(Object.values(MONEY_TRANSITIONS[state])).not.toContain('session_open');
  });
});

describe('what the client is told', () => {
  test('a known reason is a sentence, and says that nothing was charged', () => {
    expect(declineNotice('insufficient_funds').clientMessage).toMatch(/enough funds.*Nothing was charged/);
  });

  test('a stolen card is refused in the same words as an unknown reason', () => {
    expect(declineNotice('stolen_card')).toEqual(declineNotice('some_new_code'));
    expect(declineNotice('constructor')).toEqual(declineNotice('some_new_code'));
  });
});

describe('the watch over a hold', () => {
  const end = new Date('2026-11-27T09:00:00Z');

  test('looks an hour before the end, right after it, and then every ten minutes for a week', () => {
    expect(nextHoldReading(before, end)).toEqual(new Date('2026-11-27T08:00:00Z'));
    expect(nextHoldReading(new Date('2026-11-27T08:00:00Z'), end)).toEqual(new Date('2026-11-27T09:01:00Z'));
    expect(nextHoldReading(new Date('2026-11-27T09:01:00Z'), end)).toEqual(new Date('2026-11-27T09:11:00Z'));
    expect(nextHoldReading(new Date('2026-12-04T09:00:00Z'), end)).toBeUndefined();
  });
});
