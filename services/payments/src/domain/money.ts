/**
 * The three kinds of money that must never be mixed: `contracted` is signed for, `held` is blocked on a card, `earned` is
 * captured for an approved delivery. Only `earned` is revenue, and only in live mode is it real.
 */
export type MoneyKind = 'contracted' | 'held' | 'earned';

/** An amount of one kind. The compiler takes no kind for another, and there is no function that turns or adds them. */
export interface Money<K extends MoneyKind> {
  readonly kind: K;
  readonly mode: 'sandbox' | 'test' | 'live';
  /** Whole minor units. */
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}
