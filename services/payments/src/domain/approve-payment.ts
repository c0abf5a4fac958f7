import type { Payment } from './payment.ts';

/** The payment after the client approved the work, and what is to be done about the money. */
export interface Approved {
  readonly payment: Payment;
  /** `capture` a hold; `read` a payment that is captured already, so that it is released on fresh evidence. */
  readonly next: 'capture' | 'read' | 'nothing';
}

/**
 * Decides what an approval changes. The first one counts: a milestone is approved, captured and released once. Where nothing
 * is held yet the approval is kept, and the money is captured as soon as it is held.
 */
export function approvePayment(payment: Payment, approvalId: string): Approved {
  if (payment.approvalId !== null) return { payment, next: 'nothing' };
  const approved: Payment = { ...payment, approval: 'approved', approvalId };
  if (payment.state === 'captured') return { payment: approved, next: 'read' };
  return { payment: approved, next: payment.state === 'authorized' ? 'capture' : 'nothing' };
}
