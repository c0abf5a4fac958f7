/**
 * The three kinds of money that must never be mixed: `contracted` is signed for, `held` is blocked on a card, `earned` is
 * captured for an approved delivery. Only `earned` is revenue, and only in live mode is it real.
 */
export type MoneyKind = 'contracted' | 'held' | 'earned';

/** An amount of one kind in whole minor units of one currency. There is no way to turn one kind into another. */
export interface Money<K extends MoneyKind> {
  readonly kind: K;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/**
 * Adds two amounts of the same kind; the compiler refuses two kinds.
 * Throws when the currencies differ or the sum is no safe integer: a bug of the caller.
 */
export function add<K extends MoneyKind>(a: Money<K>, b: Money<NoInfer<K>>): Money<K> {
  if (a.currency !== b.currency) throw new Error(`Cannot add ${b.currency} to ${a.currency}`);
  const amountMinor = a.amountMinor + b.amountMinor;
  if (!Number.isSafeInteger(amountMinor)) throw new Error('A sum of money exceeds the safe integers');
  return { kind: a.kind, amountMinor, currency: a.currency };
}
