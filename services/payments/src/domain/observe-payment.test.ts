import { describe, expect, test } from '@jest/globals';
import { approvePayment } from './approve-payment.ts';
import { observePayment } from './observe-payment.ts';
import type { Payment } from './payment.ts';
import { blankReading, type PaymentRead, type PaymentReading } from './payment-reading.ts';

const MILESTONE = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a01';
const CONTRACT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a02';
const OPERATION = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a03';
const APPROVAL = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a04';
const TENANT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a05';

const openPayment: Payment = {
  milestoneId: MILESTONE,
  contractId: CONTRACT,
  contractVersion: 1,
  position: 1,
  title: 'Landing page',
  amountMinor: 120_000,
  currency: 'USD',
  mode: 'sandbox',
  fundingMethod: 'hold',
  state: 'session_open',
  certainty: 'known',
  approval: 'none',
  approvalId: null,
  operationId: OPERATION,
  paymentRef: null,
  rail: 'stripe',
  workDays: 3,
  reviewDays: 3,
  exposure: 'none',
  customerRef: null,
  cardRef: null,
  captureMinor: null,
  authorizedMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  refundPendingMinor: 0,
  captureBefore: null,
  failureRef: null,
  released: false,
  revision: 2,
};

function reading(payment: Partial<PaymentRead> | null, rest: Partial<PaymentReading> = {}): PaymentReading {
  const whole: PaymentRead = {
    ref: 'pi_first',
    status: 'open',
    amountMinor: 120_000,
    heldMinor: 0,
    capturedMinor: 0,
    currency: 'USD',
    captureBefore: null,
    renewableFrom: null,
    decline: null,
    ...payment,
  };
  return {
    ...blankReading('stripe', false, new Date('2026-11-20T09:00:00Z')),
    order: { tenantId: TENANT, contractId: CONTRACT, milestoneId: MILESTONE, operationId: OPERATION },
    payment: payment === null ? null : whole,
    ...rest,
  };
}

const held = reading({ status: 'held', heldMinor: 120_000, captureBefore: new Date('2026-11-27T09:00:00Z') });
const captured = reading({ status: 'captured', capturedMinor: 120_000 });
const declined = reading({ decline: { code: 'insufficient_funds', ref: 'ch_declined' } });

function believed(payment: Payment, ...readings: PaymentReading[]) {
  const facts: string[] = [];
  let state = payment;
  for (const next of readings) {
    const observed = observePayment(state, next);
    if ('quarantine' in observed) throw new Error(observed.quarantine);
    state = observed.payment;
    facts.push(...observed.facts.map(({ fact }) => fact));
  }
  return { payment: state, facts };
}

describe('what a reading of the provider changes', () => {
  test('a hold funds the milestone once, however often it is read', () => {
    const { facts, payment } = believed(openPayment, held, held, held);
    expect(payment).toMatchObject({ state: 'authorized', paymentRef: 'pi_first' });
    expect(facts).toEqual(['funded']);
  });

  test('a capture read before its hold is captured and never goes back', () => {
    const { facts, payment } = believed(openPayment, captured, held);
    expect(payment.state).toBe('captured');
    expect(facts).toEqual(['funded', 'captured']);
  });

  test('a capture without an approval earns nothing until the client approves', () => {
    const { payment } = believed(openPayment, held, captured);
    const approved = approvePayment(payment, APPROVAL);
    expect(approved.next).toBe('read');
    expect(believed(approved.payment, captured, captured).facts).toEqual(['released']);
  });

  test('an approved hold wants its capture, and the capture releases it once', () => {
    const approved = approvePayment(believed(openPayment, held).payment, APPROVAL);
    expect(approved.next).toBe('capture');
    const requested: Payment = { ...approved.payment, state: 'capture_requested' };
    const { facts, payment } = believed(requested, captured, captured);
    expect(facts).toEqual(['captured', 'released']);
    expect(payment.released).toBe(true);
  });

  test('an approval that overtakes the hold is captured as soon as the money is held', () => {
    const { payment } = approvePayment(openPayment, APPROVAL);
    expect(observePayment(payment, held)).toMatchObject({ captureWanted: true });
  });

  test('a declined card is told once and leaves the way open for another card', () => {
    const { facts, payment } = believed(openPayment, declined, declined);
    expect(payment.state).toBe('auth_failed');
    expect(facts).toEqual(['funding_failed']);
    expect(believed(payment, held).payment.state).toBe('authorized');
  });

  test('a refusal of an earlier session says nothing about the present one', () => {
    const later = { ...openPayment, operationId: APPROVAL };
    expect(believed(later, declined)).toEqual({ payment: later, facts: [] });
  });

  test('a landing page without the provider holding anything changes nothing', () => {
    const complete = reading({ status: 'open' }, { session: { ref: 'cs_1', purpose: 'hold', status: 'complete' } });
    expect(believed(openPayment, complete)).toEqual({ payment: openPayment, facts: [] });
  });

  test('an expired session leaves the milestone unfunded', () => {
    const expired = reading(null, { session: { ref: 'cs_1', purpose: 'hold', status: 'expired' } });
    expect(believed(openPayment, expired)).toMatchObject({ payment: { state: 'unfunded' }, facts: [] });
  });

  test('a hold that ran out is over for good, and is told once', () => {
    const over = reading({ status: 'expired' });
    const { facts, payment } = believed(openPayment, held, over, over, held);
    expect(payment.state).toBe('expired');
    expect(facts).toEqual(['funded', 'funding_expired']);
  });

  test('after a hold ran out the milestone can be funded by a new payment', () => {
    const { payment } = believed(openPayment, held, reading({ status: 'expired' }));
    const again = reading({ ref: 'pi_second', status: 'held', heldMinor: 120_000 });
    expect(believed({ ...payment, state: 'session_open' }, again).payment).toMatchObject({
      state: 'authorized',
      paymentRef: 'pi_second',
    });
  });
});

describe('a reading that contradicts the contract is quarantined', () => {
  test.each([
    ['amount_mismatch', reading({ status: 'held', amountMinor: 100, heldMinor: 100 })],
    ['amount_mismatch', reading({ status: 'captured', capturedMinor: 72_000 })],
    ['currency_mismatch', reading({ status: 'held', heldMinor: 120_000, currency: 'EUR' })],
    ['mode_mismatch', { ...held, live: true }],
  ])('%s', (reason, contradiction) => {
    expect(observePayment(openPayment, contradiction)).toEqual({ quarantine: reason });
  });

  test('a second payment for a milestone that is funded', () => {
    const { payment } = believed(openPayment, held);
    const second = reading({ ref: 'pi_second', status: 'held', heldMinor: 120_000 });
    expect(observePayment(payment, second)).toEqual({ quarantine: 'second_payment' });
  });
});

describe('money that was captured and is not ours any more', () => {
  const approved: Payment = {
    ...openPayment,
    state: 'captured',
    paymentRef: 'pi_first',
    approval: 'approved',
    approvalId: APPROVAL,
  };
  const refund = {
    ref: 're_1',
    status: 'succeeded',
    amountMinor: 1,
    reason: 'unspecified',
    operationId: null,
  } as const;
  const dispute = { ref: 'dp_1', status: 'disputed', providerStatus: 'needs_response', amountMinor: 1 } as const;

  test.each([
    ['given back in part', { refunds: [refund] }, 'refunded'],
    ['questioned by the bank', { disputes: [{ ...dispute, reason: 'fraudulent', respondBy: null }] }, 'disputed'],
  ])('is not released when it was %s: a person looks', (_name, rest, quarantine) => {
    const told = reading({ status: 'captured', capturedMinor: 120_000 }, rest);
    expect(observePayment(approved, told)).toEqual({ quarantine });
    expect(observePayment(openPayment, told)).toEqual({ quarantine });
  });
});
