import type { FundingMethod } from './funding.ts';

/**
 * What payments said about one provider object (a payment intent) of a milestone. Each fact is set once and never
 * cleared, so that the order in which events arrive does not matter.
 */
export interface PaymentFacts {
  readonly providerRef: string;
  /** The rail that says so. */
  readonly rail: string | null;
  readonly fundedAt: Date | null;
  /** End of the card hold; null where the amount was taken at once. */
  readonly captureBefore: Date | null;
  readonly failedAt: Date | null;
  /** What the client reads about the failure. */
  readonly failureMessage: string | null;
  /** The rail's code for it, or ours: `hold_too_short`, `authentication_required`. */
  readonly failureReason: string | null;
  readonly expiredAt: Date | null;
  readonly cardSavedAt: Date | null;
  readonly releasedAt: Date | null;
  /** What was taken for the approval; null where it was not kept: the contract's amount. */
  readonly releasedMinor: number | null;
  readonly reducedAt: Date | null;
  /** The lower amount that an approval takes; null while it is the contract's. */
  readonly reducedMinor: number | null;
  /** What went back to the client, without refunds that did not arrive. */
  readonly refundedMinor: number;
  readonly exposure: 'none' | 'inquiry' | 'disputed' | 'lost';
  /** When payments read the money's state from the provider itself, for the funding; the proof behind the green light. */
  readonly fundedReadAt: Date | null;
}

/** The client's own choice of how a milestone is funded. */
export interface FundingChoice {
  readonly method: FundingMethod;
  readonly selectedAt: Date;
}

/** Why the last payment did not come about. */
export interface PaymentFailure {
  readonly reason: string;
  /** What the client reads. */
  readonly message: string;
}

/** Where the money of a milestone stands. */
export type MoneyState =
  | { readonly kind: 'unfunded'; readonly failure: PaymentFailure | null; readonly lapsed: boolean }
  | { readonly kind: 'card_saved'; readonly failure: PaymentFailure | null }
  /** Held on a card, or taken and refundable until approval: two things that are never called by the other's name. */
  | { readonly kind: 'secured' | 'prepaid'; readonly payment: PaymentFacts }
  | { readonly kind: 'released'; readonly payment: PaymentFacts; readonly earnedMinor: number }
  | { readonly kind: 'refunded'; readonly payment: PaymentFacts };

/** A payment that did not last for a milestone on its rail, as payments says it. */
export const HOLD_TOO_SHORT = 'hold_too_short';

function latest(facts: readonly PaymentFacts[], at: (fact: PaymentFacts) => Date | null): PaymentFacts | undefined {
  return facts.filter((fact) => at(fact) !== null).sort((a, b) => (at(b)?.getTime() ?? 0) - (at(a)?.getTime() ?? 0))[0];
}

/** What is ours of a released payment: what the approval took, without what went back. A prepayment's rest goes back as well. */
function earnedOf(payment: PaymentFacts, amountMinor: number): number {
  const released = payment.releasedMinor ?? amountMinor;
  const taken = payment.fundedAt !== null && payment.captureBefore === null ? amountMinor : released;
  return Math.max(0, Math.min(released, taken - payment.refundedMinor));
}

/**
 * The state of a milestone's money, from all facts known of it, in whatever order they came: released beats secured beats
 * saved beats failed. A hold that lapsed secures nothing. A failure counts until a card is saved after it, or the client
 * picks another way of funding.
 */
export function moneyState(
  facts: readonly PaymentFacts[],
  amountMinor: number,
  choice: FundingChoice | null = null,
): MoneyState {
  const released = latest(facts, (fact) => fact.releasedAt);
  if (released !== undefined) {
    const earnedMinor = earnedOf(released, amountMinor);
    return earnedMinor === 0
      ? { kind: 'refunded', payment: released }
      : { kind: 'released', payment: released, earnedMinor };
  }
  const funded = latest(
    facts.filter((fact) => fact.expiredAt === null),
    (fact) => fact.fundedAt,
  );
  if (funded !== undefined) {
    if (funded.captureBefore !== null) return { kind: 'secured', payment: funded };
    return { kind: funded.refundedMinor >= amountMinor ? 'refunded' : 'prepaid', payment: funded };
  }
  const saved = latest(facts, (fact) => fact.cardSavedAt);
  const failure = failureSince(facts, [saved?.cardSavedAt ?? null, choice?.selectedAt ?? null]);
  if (saved !== undefined && (choice?.method ?? 'card_on_file') === 'card_on_file')
    return { kind: 'card_saved', failure };
  return { kind: 'unfunded', failure, lapsed: facts.some((fact) => fact.expiredAt !== null) };
}

function failureSince(facts: readonly PaymentFacts[], ends: readonly (Date | null)[]): PaymentFailure | null {
  const failed = latest(facts, (fact) => fact.failedAt);
  const failedAt = failed?.failedAt ?? null;
  if (failed === undefined || failedAt === null || ends.some((end) => end !== null && end >= failedAt)) return null;
  return {
    reason: failed.failureReason ?? 'declined',
    message: failed.failureMessage ?? 'The payment did not go through.',
  };
}
