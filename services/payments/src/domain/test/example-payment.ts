import type { Payment } from '../payment.ts';
import { blankReading, type PaymentRead, type PaymentReading } from '../payment-reading.ts';

const MILESTONE = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a01';
const CONTRACT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a02';
const OPERATION = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a03';
const TENANT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a05';

/** For tests: a milestone over 1,200.00 USD that nobody has paid yet; a test says only what matters to it. */
export function examplePayment(rest: Partial<Payment> = {}): Payment {
  return {
    milestoneId: MILESTONE,
    contractId: CONTRACT,
    contractVersion: 1,
    position: 1,
    title: 'Landing page',
    amountMinor: 120_000,
    currency: 'USD',
    mode: 'sandbox',
    fundingMethod: 'hold',
    fundingSelectedAt: null,
    rail: 'stripe',
    workDays: 3,
    reviewDays: 3,
    state: 'unfunded',
    certainty: 'known',
    approval: 'none',
    approvalId: null,
    approvalSaidAt: null,
    exposure: 'none',
    operationId: OPERATION,
    paymentRef: null,
    customerRef: null,
    cardRef: null,
    captureMinor: null,
    authorizedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    refundPendingMinor: 0,
    captureBefore: null,
    isHoldTooShort: false,
    warnedHours: null,
    submittedAt: null,
    readAt: null,
    failureRef: null,
    released: false,
    revision: 2,
    ...rest,
  };
}

/** For tests: what the rail answers about {@link examplePayment}; null: there is no payment yet. */
export function exampleReading(
  payment: Partial<PaymentRead> | null,
  rest: Partial<PaymentReading> = {},
): PaymentReading {
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
