import type { KnownRefund } from './known-money.ts';
import type { Exposure } from './money-state.ts';
import type { Decline } from './payment-reading.ts';

/** Something that became true about the money; each is published once. */
export type MoneyFact =
  | { readonly fact: 'funded' }
  | { readonly fact: 'card_saved' }
  | { readonly fact: 'funding_failed'; readonly decline: Decline }
  | { readonly fact: 'funding_expiring'; readonly hoursLeft: 48 | 24; readonly captureBefore: Date }
  | { readonly fact: 'funding_expired' }
  | { readonly fact: 'captured' }
  | { readonly fact: 'released'; readonly approvalId: string; readonly amountMinor: number }
  | { readonly fact: 'refunded'; readonly refund: KnownRefund }
  | { readonly fact: 'refund_failed'; readonly refund: KnownRefund }
  | { readonly fact: 'exposed'; readonly exposure: Exposure; readonly reason: string; readonly respondBy: Date | null };

/** Something to be done about the money, as an operation of its own. */
export type MoneyWant =
  | { readonly want: 'capture' }
  | { readonly want: 'void' }
  /** A hold that may be renewed at its provider; what stands behind it waits for it. */
  | { readonly want: 'renew' }
  | { readonly want: 'hold'; readonly from: 'saved_card' | { readonly sessionRef: string } };
