import { formatDecimal } from './minor-units.ts';
import { type Money, type MoneyKind, minorUnits } from './money.ts';
import type { Mode } from './payment.ts';

/** A figure and how many pieces of evidence it rests on: signatures, or readings of the provider. */
export interface Figure<K extends MoneyKind> {
  readonly money: Money<K>;
  readonly evidenceCount: number;
}

/** Money of the three kinds, each in as many figures as there are modes and currencies of it. */
export interface MoneyFigures {
  readonly contracted: readonly Figure<'contracted'>[];
  readonly held: readonly Figure<'held'>[];
  readonly earned: readonly Figure<'earned'>[];
}

/**
 * How far figures may be believed. `frozen`: the provider's account and the ledger disagree without explanation, so that what is
 * shown is what was last reconciled, and nothing newer.
 */
export interface Basis {
  readonly frozen: boolean;
  /** Until when everything agreed; null: nothing ever was reconciled. */
  readonly lastReconciledAt: Date | null;
  readonly unexplainedLines: number;
}

/** A figure as it is told to others. Projected money was only signed for; nothing of it is in anybody's hands. */
export interface ToldFigure {
  readonly kind: MoneyKind;
  readonly basis: 'projected' | 'actual';
  readonly mode: Mode;
  readonly currency: string;
  readonly amountMinor: number;
  /** The same as a decimal number of the currency. */
  readonly amount: string;
  readonly evidenceCount: number;
  /** Only earned money of live mode is revenue. */
  readonly countsAsRevenue: boolean;
}

/** Tells a figure with everything that it must never be shown without. */
export function toldFigure<K extends MoneyKind>({ evidenceCount, money }: Figure<K>): ToldFigure {
  const { currency, kind, mode } = money;
  const amountMinor = minorUnits(money);
  return {
    kind,
    basis: kind === 'contracted' ? 'projected' : 'actual',
    mode,
    currency,
    amountMinor,
    amount: formatDecimal(amountMinor, currency),
    evidenceCount,
    countsAsRevenue: kind === 'earned' && mode === 'live',
  };
}
