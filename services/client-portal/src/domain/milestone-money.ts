/**
 * What payments said about one provider object (a payment intent) of a milestone. Each fact is set once and never
 * cleared, so that the order in which events arrive does not matter.
 */
export interface PaymentFacts {
  readonly providerRef: string;
  readonly fundedAt: Date | null;
  /** End of the card hold. */
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
  /** The rail that says so. */
  readonly rail: string | null;
  /** What went back to the client, without refunds that did not arrive. */
  readonly refundedMinor: number;
  readonly exposure: 'none' | 'inquiry' | 'disputed' | 'lost';
  /** When payments read the money's state from the provider itself, for the funding; the proof behind the green light. */
  readonly fundedReadAt: Date | null;
}

/** Where the money of a milestone stands. */
export type MoneyState =
  | { readonly kind: 'unfunded'; readonly failure: string | null; readonly lapsed: boolean }
  | { readonly kind: 'card_saved' }
  | { readonly kind: 'secured'; readonly payment: PaymentFacts }
  | { readonly kind: 'released'; readonly payment: PaymentFacts }
  | { readonly kind: 'refunded'; readonly payment: PaymentFacts };

function latest(facts: readonly PaymentFacts[], at: (fact: PaymentFacts) => Date | null): PaymentFacts | undefined {
  return facts.filter((fact) => at(fact) !== null).sort((a, b) => (at(b)?.getTime() ?? 0) - (at(a)?.getTime() ?? 0))[0];
}

/**
 * The state of a milestone's money, from all facts known of it, in whatever order they came: released beats secured beats
 * saved beats failed. A hold that lapsed secures nothing.
 */
export function moneyState(facts: readonly PaymentFacts[], amountMinor: number): MoneyState {
  const released = latest(facts, (fact) => fact.releasedAt);
  if (released !== undefined) {
    return { kind: released.refundedMinor >= amountMinor ? 'refunded' : 'released', payment: released };
  }
  const funded = latest(
    facts.filter((fact) => fact.expiredAt === null),
    (fact) => fact.fundedAt,
  );
  if (funded !== undefined) return { kind: 'secured', payment: funded };
  if (facts.some((fact) => fact.cardSavedAt !== null)) return { kind: 'card_saved' };
  const failed = latest(facts, (fact) => fact.failedAt);
  return {
    kind: 'unfunded',
    failure: failed?.failureMessage ?? null,
    lapsed: facts.some((fact) => fact.expiredAt !== null),
  };
}
