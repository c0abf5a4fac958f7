import { APPROVAL_TRANSITIONS } from './approval.ts';
import type { Payment } from './payment.ts';

/** The payment after the client approved the work, and what is to be done about the money. */
export interface Approved {
  readonly payment: Payment;
  /** `capture` a hold; `read` what is captured already, or saved, so that it is acted on from fresh evidence. */
  readonly next: 'capture' | 'read' | 'nothing';
}

/**
 * Decides what an approval changes. The first one counts: a milestone is approved, captured and released once. Where nothing
 * is held yet the approval is kept, and acted on as soon as it can be.
 */
export function approvePayment(payment: Payment, approvalId: string): Approved {
  const approval = APPROVAL_TRANSITIONS[payment.approval].approved;
  if (approval === undefined || payment.approvalId !== null) return { payment, next: 'nothing' };
  const approved: Payment = { ...payment, approval, approvalId };
  switch (payment.state) {
    case 'captured':
    case 'settled':
    case 'card_saved':
    case 'expired':
      return { payment: approved, next: 'read' };
    default:
      return { payment: approved, next: payment.state === 'authorized' ? 'capture' : 'nothing' };
  }
}
