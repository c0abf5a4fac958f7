import type { Payment } from './payment.ts';
import type { DisputeRead, RefundRead } from './payment-reading.ts';

/** A refund as it was read last. */
export interface KnownRefund extends RefundRead {
  /** Whether the others were told that it went back. */
  readonly announced: boolean;
}

/** A dispute, an inquiry or a fraud warning as it was read last. */
export interface KnownDispute extends DisputeRead {
  readonly readAt: Date;
}

/** A milestone's money as far as it is known: where it is, what went back, what a bank questions. */
export interface KnownMoney {
  readonly payment: Payment;
  readonly refunds: readonly KnownRefund[];
  readonly disputes: readonly KnownDispute[];
}
