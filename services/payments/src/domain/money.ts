import type { Mode } from './payment.ts';

/**
 * The three kinds of money that must never be mixed: `contracted` is signed for, `held` is blocked on a card, `earned` is
 * captured for an approved delivery, less what went back. Only `earned` is revenue, and only in live mode is it real.
 */
export type MoneyKind = 'contracted' | 'held' | 'earned';

declare const KIND: unique symbol;

/**
 * Whole minor units of one kind. A number in JSON, yet none to the compiler: `held.amountMinor + earned.amountMinor` does not
 * compile, nor does one kind go where another is wanted. {@link minorUnits} reads it.
 */
export interface MinorUnits<K extends MoneyKind> {
  readonly [KIND]: K;
}

/** An amount of one kind, mode and currency. The compiler takes no kind for another; there is no function that turns one into another. */
export interface Money<K extends MoneyKind> {
  readonly kind: K;
  readonly mode: Mode;
  readonly amountMinor: MinorUnits<K>;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Money of a kind. Throws unless the amount counts whole minor units: a bug. */
export function moneyOf<K extends MoneyKind>(kind: K, mode: Mode, amountMinor: number, currency: string): Money<K> {
  if (!Number.isSafeInteger(amountMinor)) throw new Error('Money counts whole minor units');
  return { kind, mode, amountMinor: amountMinor as unknown as MinorUnits<K>, currency };
}

/** The number of minor units, for showing and storing. What is done with it is no money any more. */
export function minorUnits<K extends MoneyKind>({ amountMinor }: Money<K>): number {
  return amountMinor as unknown as number;
}

/** Adds money of one kind. Throws on another mode or currency: nothing is converted here, and sandbox money is not real money. */
export function addMoney<K extends MoneyKind>(one: Money<K>, other: NoInfer<Money<K>>): Money<K> {
  if (one.mode !== other.mode || one.currency !== other.currency) {
    throw new Error('Only money of one mode and currency is added');
  }
  return moneyOf(one.kind, one.mode, minorUnits(one) + minorUnits(other), one.currency);
}
