import { formatMoney } from '../format-money.ts';
import type { MoneyMode } from './mode.ts';

/** An amount as a person reads it; money that is not real always says so, beside the figure. */
export function Money(props: {
  /** Whole minor units of `currency`. */
  readonly amountMinor: number;
  /** ISO 4217 in upper case. */
  readonly currency: string;
  readonly mode: MoneyMode;
}) {
  return (
    <span class="money">
      {formatMoney(props.amountMinor, props.currency)}
      {props.mode === 'live' ? null : <span class="money-mode">{props.mode}</span>}
    </span>
  );
}
