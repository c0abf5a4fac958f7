import { describe, expect, test } from '@jest/globals';
import { approvePayment } from './approve-payment.ts';
import { failHold } from './fail-hold.ts';
import type { KnownMoney } from './known-money.ts';
import { observePayment } from './observe-payment.ts';
import type { Payment } from './payment.ts';
import type { BalanceLine, DisputeRead, PaymentReading, RefundRead } from './payment-reading.ts';
import { examplePayment, exampleReading } from './test/example-payment.ts';

const APPROVAL = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a04';
const NOW = new Date('2026-11-20T09:00:00Z');
const HOLD_END = new Date('2026-11-27T09:00:00Z');

const openPayment = examplePayment({ state: 'session_open' });
const line: BalanceLine = {
  ref: 'txn_charge',
  kind: 'charge',
  sourceRef: 'ch_1',
  amountMinor: 120_000,
  feeMinor: 3510,
  currency: 'USD',
  original: null,
  occurredAt: NOW,
  availableAt: null,
  payoutRef: null,
};
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const held = exampleReading({ status: 'held', heldMinor: 120_000, captureBefore: HOLD_END });
const captured = exampleReading({ status: 'captured', capturedMinor: 120_000 }, { balance: [line] });
const declined = exampleReading({ decline: { code: 'insufficient_funds', ref: 'ch_declined' } });
const refund = (rest: Partial<RefundRead>): RefundRead => ({
  ref: 're_1',
  status: 'succeeded',
  amountMinor: 20_000,
  reason: 'requested_by_customer',
  operationId: null,
  ...rest,
});
const dispute = (status: DisputeRead['status']): DisputeRead => ({
  ref: 'dp_1',
  status,
  providerStatus: status,
  amountMinor: 120_000,
  reason: 'fraudulent',
  respondBy: null,
});

function believe(payment: Payment, readings: readonly PaymentReading[], now = NOW) {
  let known: KnownMoney = { payment, refunds: [], disputes: [] };
  const facts: string[] = [];
  let wants: readonly string[] = [];
  for (const next of readings) {
    const observed = observePayment(known, next, now);
    if ('quarantine' in observed) throw new Error(observed.quarantine);
    known = observed;
    facts.push(...observed.facts.map(({ fact }) => fact));
    wants = observed.wants.map(({ want }) => want);
  }
  return { ...known, facts, wants };
}

const quarantineOf = (payment: Payment, reading: PaymentReading) =>
  observePayment({ payment, refunds: [], disputes: [] }, reading, NOW);

describe('an act whose answer was lost', () => {
  const inDoubt = (state: Payment['state']) =>
    examplePayment({ state, certainty: 'indeterminate', paymentRef: 'pi_first', authorizedMinor: 120_000 });

  test('stays in doubt when the money is seen where it was: the act may still land', () => {
    const requested = examplePayment({
      ...inDoubt('capture_requested'),
      captureBefore: HOLD_END,
    });
    expect(believe(requested, [held]).payment).toMatchObject({
      state: 'capture_requested',
      certainty: 'indeterminate',
    });
  });

  test('is out of doubt when the money is seen to have moved on', () => {
    expect(believe(inDoubt('capture_requested'), [captured]).payment).toMatchObject({
      state: 'captured',
      certainty: 'known',
    });
  });

  test('is not out of doubt, being a refund, by where the captured money stands', () => {
    const payment = examplePayment({ ...inDoubt('captured'), capturedMinor: 120_000 });
    expect(believe(payment, [captured]).payment.certainty).toBe('indeterminate');
  });
});

describe('what a reading of the provider changes', () => {
  test('a hold funds the milestone once, however often it is read', () => {
    const { facts, payment } = believe(openPayment, [held, held, held]);
    expect(payment).toMatchObject({ state: 'authorized', paymentRef: 'pi_first', authorizedMinor: 120_000 });
    expect(facts).toEqual(['funded']);
  });

  test('a capture read before its hold is captured and never goes back', () => {
    const { facts, payment } = believe(openPayment, [captured, held]);
    expect(payment.state).toBe('captured');
    expect(facts).toEqual(['funded', 'captured']);
  });

  test('a hold whose end is read first ends the same, and funds nothing', () => {
    const over = exampleReading({ status: 'expired' });
    const { facts, payment } = believe(openPayment, [over, held]);
    expect(payment.state).toBe('expired');
    expect(facts).toEqual([]);
  });

  test('a capture without an approval earns nothing until the client approves', () => {
    const { payment } = believe(openPayment, [held, captured]);
    const approved = approvePayment(payment, APPROVAL);
    expect(approved.next).toBe('read');
    expect(believe(approved.payment, [captured, captured]).facts).toEqual(['released']);
  });

  test('an approved hold wants its capture, and the capture releases it once', () => {
    const approved = approvePayment(believe(openPayment, [held]).payment, APPROVAL);
    expect(approved.next).toBe('capture');
    const requested: Payment = { ...approved.payment, state: 'capture_requested' };
    const { facts, payment } = believe(requested, [captured, captured]);
    expect(facts).toEqual(['captured', 'released']);
    expect(payment.released).toBe(true);
  });

  test('an approval that overtakes the hold is captured as soon as the money is held', () => {
    const { payment } = approvePayment(openPayment, APPROVAL);
    expect(believe(payment, [held]).wants).toEqual(['capture']);
  });

  test('a declined card is told once and leaves the way open for another card', () => {
    const { facts, payment } = believe(openPayment, [declined, declined]);
    expect(payment.state).toBe('auth_failed');
    expect(facts).toEqual(['funding_failed']);
    expect(believe(payment, [held]).payment.state).toBe('authorized');
  });

  test('a refusal of an earlier session, or one older than what is known, says nothing about the present', () => {
    const later = { ...openPayment, operationId: APPROVAL };
    expect(believe(later, [declined])).toMatchObject({ payment: later, facts: [] });
    const action = exampleReading({ status: 'requires_action' }, { readAt: at(5) });
    expect(believe(openPayment, [action, declined]).payment.state).toBe('requires_action');
    expect(believe(openPayment, [declined, action]).payment.state).toBe('requires_action');
  });

  test('a landing page without the provider holding anything changes nothing', () => {
    const complete = exampleReading({}, { session: { ref: 'cs_1', purpose: 'hold', status: 'complete' } });
    expect(believe(openPayment, [complete])).toMatchObject({ payment: openPayment, facts: [], wants: [] });
  });

  test('an expired session leaves the milestone unfunded', () => {
    const expired = exampleReading(null, { session: { ref: 'cs_1', purpose: 'hold', status: 'expired' } });
    expect(believe(openPayment, [expired])).toMatchObject({ payment: { state: 'unfunded' }, facts: [] });
  });

  test('a hold that ran out is over for good, is told once, and leaves the way open for another', () => {
    const { facts, payment } = believe(openPayment, [held, exampleReading({ status: 'expired' }), held]);
    expect(payment.state).toBe('expired');
    expect(facts).toEqual(['funded', 'funding_expired']);
    const again = exampleReading({ ref: 'pi_second', status: 'held', heldMinor: 120_000 });
    expect(believe({ ...payment, state: 'session_open' }, [held, again]).payment).toMatchObject({
      state: 'authorized',
      paymentRef: 'pi_second',
    });
  });

  test('a page the client approved (PayPal) wants its hold placed', () => {
    const approved = exampleReading(null, { session: { ref: 'ord_1', purpose: 'hold', status: 'approved' } });
    expect(believe(openPayment, [approved]).wants).toEqual(['hold']);
  });
});

describe('a hold that ends before work and review can', () => {
  const short = exampleReading({ status: 'held', heldMinor: 120_000, captureBefore: new Date('2026-11-24T09:00:00Z') });

  test('funds nothing: the client is asked for another way, and it is released', () => {
    const { facts, payment, wants } = believe(openPayment, [short, short]);
    expect(facts).toEqual(['funding_failed']);
    expect(wants).toEqual(['void']);
    const voided = believe(payment, [exampleReading({ status: 'voided' })]);
    expect(voided).toMatchObject({ payment: { state: 'voided', isHoldTooShort: false }, facts: [] });
  });

  test('is long enough once only the review is left', () => {
    const submitted: Payment = { ...openPayment, approval: 'submitted', reviewDays: 2 };
    expect(believe(submitted, [short]).facts).toEqual(['funded']);
  });
});

describe('a hold that is about to end', () => {
  test('is warned of 48 and 24 hours before, once each', () => {
    const { payment } = believe(openPayment, [held]);
    const twoDays = believe(payment, [held, held], new Date('2026-11-25T09:00:00Z'));
    expect(twoDays.facts).toEqual(['funding_expiring']);
    expect(believe(twoDays.payment, [held, held], new Date('2026-11-26T09:30:00Z')).facts).toEqual([
      'funding_expiring',
    ]);
  });
});

describe('a card on file', () => {
  const page = { ref: 'cs_1', purpose: 'save_card', status: 'complete' } as const;
  const savedCard = { customerRef: 'cus_1', cardRef: 'pm_1' };
  const saved = exampleReading(null, { session: page, savedCard });
  const onFile = examplePayment({ state: 'session_open', fundingMethod: 'card_on_file' });

  test('is saved, told once, and secures nothing', () => {
    const { facts, payment, wants } = believe(onFile, [saved, saved]);
    expect(payment).toMatchObject({ state: 'card_saved', ...savedCard, authorizedMinor: 0 });
    expect({ facts, wants }).toEqual({ facts: ['card_saved'], wants: [] });
  });

  test('is held when work was handed in and the client had a day to pay in the portal', () => {
    const { payment } = believe(onFile, [saved]);
    const submitted: Payment = { ...payment, approval: 'submitted', submittedAt: NOW };
    expect(believe(submitted, [saved]).wants).toEqual([]);
    expect(believe(submitted, [saved], at(24 * 60)).wants).toEqual(['hold']);
  });

  test('is held at once when the work is approved', () => {
    const approved = approvePayment(believe(onFile, [saved]).payment, APPROVAL);
    expect(approved.next).toBe('read');
    expect(believe(approved.payment, [saved]).wants).toEqual(['hold']);
  });
});

describe('a prepaid milestone', () => {
  const prepaid = examplePayment({ state: 'session_open', fundingMethod: 'prepaid' });

  test('is funded when it is captured, and earned when the client approves', () => {
    const { facts, payment } = believe(prepaid, [captured]);
    expect(facts).toEqual(['funded', 'captured']);
    expect(believe(approvePayment(payment, APPROVAL).payment, [captured]).facts).toEqual(['released']);
  });
});

describe('an amount an operator lowered', () => {
  test('is what an approval captures and releases', () => {
    const lowered = examplePayment({ state: 'session_open', captureMinor: 72_000 });
    const { payment } = approvePayment(believe(lowered, [held]).payment, APPROVAL);
    const part = exampleReading({ status: 'captured', capturedMinor: 72_000 }, { balance: [line] });
    const { facts, payment: after } = believe({ ...payment, state: 'capture_requested' }, [part, part]);
    expect(facts).toEqual(['captured', 'released']);
    expect(after).toMatchObject({ authorizedMinor: 120_000, capturedMinor: 72_000 });
  });
});

describe('a reading that contradicts the contract is quarantined', () => {
  test.each([
    ['amount_mismatch', exampleReading({ status: 'held', amountMinor: 100, heldMinor: 100 })],
    ['amount_mismatch', exampleReading({ status: 'captured', capturedMinor: 72_000 })],
    ['amount_mismatch', exampleReading({ status: 'captured', capturedMinor: 132_000 })],
    ['currency_mismatch', exampleReading({ status: 'held', heldMinor: 120_000, currency: 'EUR' })],
    ['mode_mismatch', { ...held, live: true }],
    ['unrecognised_value', { ...held, unrecognised: ['payment_intent.status=pondering'] }],
    ['refund_over_capture', { ...captured, refunds: [refund({ amountMinor: 120_001 })] }],
  ])('%s', (reason, contradiction) => {
    expect(quarantineOf(openPayment, contradiction)).toEqual({ quarantine: reason });
  });

  test('a second payment for a milestone that is funded', () => {
    const { payment } = believe(openPayment, [held]);
    const second = exampleReading({ ref: 'pi_second', status: 'held', heldMinor: 120_000 });
    expect(quarantineOf(payment, second)).toEqual({ quarantine: 'second_payment' });
  });
});

describe('money that goes back or is questioned', () => {
  const paid = approvePayment(believe(openPayment, [held, captured]).payment, APPROVAL).payment;
  const readAs = (rest: Partial<PaymentReading>, minutes = 0): PaymentReading => ({
    ...captured,
    readAt: at(minutes),
    ...rest,
  });

  test('a refund is told when it arrived, and taken back when it fails after all, in whatever order that is read', () => {
    const pending = readAs({ refunds: [refund({ status: 'pending' })] });
    const arrived = readAs({ refunds: [refund({})] }, 1);
    const failed = readAs({ refunds: [refund({ status: 'failed' })] }, 2);
    const released = believe(paid, [captured]).payment;
    expect(believe(released, [pending]).payment).toMatchObject({ refundPendingMinor: 20_000, refundedMinor: 0 });
    const all = believe(released, [pending, arrived, failed, arrived, pending]);
    expect(all.payment).toMatchObject({ refundPendingMinor: 0, refundedMinor: 0 });
    expect(all.facts).toEqual(['refunded', 'refund_failed']);
  });

  test('what went back before the approval is not earned', () => {
    const { facts } = believe(paid, [readAs({ refunds: [refund({ amountMinor: 120_000 })] })]);
    expect(facts).toEqual(['refunded']);
  });

  test('a release waits for a refund that is on its way, and for the bank', () => {
    expect(believe(paid, [readAs({ refunds: [refund({ status: 'pending' })] })]).facts).toEqual([]);
    expect(believe(paid, [readAs({ disputes: [dispute('disputed')] })]).facts).toEqual(['exposed']);
  });

  test('an inquiry that closes and a dispute that is won leave nothing exposed, in whatever order they are read', () => {
    const inquiry = readAs({ disputes: [dispute('inquiry')] });
    const questioned = readAs({ disputes: [dispute('disputed')] }, 1);
    const won = readAs({ disputes: [dispute('won')] }, 2);
    expect(believe(paid, [inquiry, questioned, won]).payment.exposure).toBe('none');
    expect(believe(paid, [won, inquiry, questioned]).payment.exposure).toBe('none');
    expect(believe(paid, [questioned, inquiry]).payment.exposure).toBe('disputed');
    expect(believe(paid, [questioned, readAs({ disputes: [dispute('lost')] }, 3)]).payment.exposure).toBe('lost');
  });

  test('a hold the bank warns of as fraud is not captured while something can be done about it', () => {
    const approved = approvePayment(believe(openPayment, [held]).payment, APPROVAL).payment;
    const warned = believe(approved, [{ ...held, warnings: [{ ref: 'issfr_1', actionable: true }] }]);
    expect(warned).toMatchObject({ payment: { exposure: 'inquiry' }, facts: ['exposed'] });
  });
});

test('a hold without the client that was refused is told once, though a notice calls the refusal by another name', () => {
  const placing = examplePayment({
    state: 'authorizing',
    fundingMethod: 'card_on_file',
    cardRef: 'pm_1',
    customerRef: 'cus_1',
  });
  const { facts, payment } = failHold(placing, String(placing.operationId), 'authentication_required');
  expect(facts.map(({ fact }) => fact)).toEqual(['funding_failed']);
  const noticed = exampleReading({ decline: { code: 'authentication_required', ref: 'ch_refused' } });
  expect(believe(payment, [noticed]).facts).toEqual([]);
  expect(failHold(placing, String(placing.operationId), 'another_mode').payment.state).toBe('card_saved');
});
