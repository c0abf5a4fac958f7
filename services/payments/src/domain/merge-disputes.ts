import type { KnownDispute } from './known-money.ts';
import type { Exposure } from './money-state.ts';
import type { DisputeRead, PaymentReading } from './payment-reading.ts';

/** An inquiry can become a dispute, and either ends. */
const AGE: Readonly<Record<DisputeRead['status'], number>> = { inquiry: 0, disputed: 1, won: 2, lost: 2, closed: 2 };

/** What a payment is exposed to by its disputes, the worst first. */
const EXPOSURES = [
  ['disputed', 'disputed'],
  ['lost', 'lost'],
  ['inquiry', 'inquiry'],
] as const satisfies readonly (readonly [DisputeRead['status'], Exposure])[];

/**
 * The disputes of a reading. An early fraud warning stands as an inquiry while something can still be done about it.
 * https://docs.stripe.com/disputes/measuring#early-fraud-warnings
 */
export function disputesIn({ disputes, payment, readAt, warnings }: PaymentReading): readonly KnownDispute[] {
  const amountMinor = payment?.amountMinor ?? 0;
  const warned = warnings.map(({ actionable, ref }) => ({
    ref,
    status: actionable ? ('inquiry' as const) : ('closed' as const),
    providerStatus: actionable ? 'actionable' : 'not_actionable',
    amountMinor,
    reason: 'early_fraud_warning',
    respondBy: null,
    readAt,
  }));
  return [...disputes.map((dispute) => ({ ...dispute, readAt })), ...warned];
}

/** Known disputes and those read, each as far as it has come; of two ends the newer reading's. */
export function mergeDisputes(known: readonly KnownDispute[], read: readonly KnownDispute[]): readonly KnownDispute[] {
  const merged = new Map(known.map((dispute) => [dispute.ref, dispute]));
  for (const dispute of read) {
    const before = merged.get(dispute.ref);
    if (before === undefined || isNewer(dispute, before)) merged.set(dispute.ref, dispute);
  }
  return [...merged.values()];
}

function isNewer(dispute: KnownDispute, before: KnownDispute): boolean {
  if (AGE[dispute.status] !== AGE[before.status]) return AGE[dispute.status] > AGE[before.status];
  return dispute.status !== before.status && dispute.readAt > before.readAt;
}

/** The exposure of a payment, and the dispute it comes from; `none` when all ended in our favour. */
export function exposureOf(disputes: readonly DisputeRead[]): {
  readonly exposure: Exposure;
  readonly dispute: DisputeRead | undefined;
} {
  for (const [status, exposure] of EXPOSURES) {
    const dispute = disputes.find((one) => one.status === status);
    if (dispute !== undefined) return { exposure, dispute };
  }
  return { exposure: 'none', dispute: disputes.at(-1) };
}
