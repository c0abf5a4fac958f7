import type { KnownRefund } from './known-money.ts';
import type { RefundRead } from './payment-reading.ts';

/** A refund pends, then succeeds or fails; one that succeeded can still fail. What is further on is newer. */
const AGE: Readonly<Record<RefundRead['status'], number>> = { pending: 0, succeeded: 1, failed: 2, canceled: 2 };

/** Sums of refunds in minor units. */
export interface RefundSums {
  readonly refundedMinor: number;
  readonly refundPendingMinor: number;
}

/** Known refunds and those read, each as far as it has come: the order in which readings arrive makes no difference. */
export function mergeRefunds(known: readonly KnownRefund[], read: readonly RefundRead[]): readonly KnownRefund[] {
  const merged = new Map(known.map((refund) => [refund.ref, refund]));
  for (const refund of read) {
    const before = merged.get(refund.ref);
    if (before === undefined || AGE[refund.status] > AGE[before.status]) {
      merged.set(refund.ref, { ...refund, announced: before?.announced ?? false });
    }
  }
  return [...merged.values()];
}

/** What is back with the client, and what is on its way there. Failed refunds count for nothing. */
export function sumRefunds(refunds: readonly RefundRead[]): RefundSums {
  const sum = (status: RefundRead['status']): number =>
    refunds.reduce((total, refund) => total + (refund.status === status ? refund.amountMinor : 0), 0);
  return { refundedMinor: sum('succeeded'), refundPendingMinor: sum('pending') };
}
