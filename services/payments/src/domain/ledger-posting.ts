import type { MoneyFact } from './observe-payment.ts';

/** One leg of a posting in minor units: positive debits, negative credits. */
export interface LedgerEntry {
  readonly account: string;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** A balanced set of entries and the business operation it books. */
export interface LedgerPosting {
  readonly operation: 'hold_placed' | 'hold_ended' | 'captured' | 'earned';
  readonly entries: readonly LedgerEntry[];
}

/** Holds are a memo on both sides: money blocked on a card is nobody's but the client's. */
const HOLD = { debit: 'memo.card_holds', credit: 'memo.clients_blocked' };
const CAPTURE = { debit: 'asset.provider_clearing', credit: 'liability.client_prepayments' };
const EARNING = { debit: 'liability.client_prepayments', credit: 'income.earned' };

/**
 * What is booked for a fact about an amount, gross of fees: a fee is booked when the provider's balance transaction is
 * reconciled. A failed payment books nothing. Money captured is owed to the client until it is released.
 */
export function postingsFor(fact: MoneyFact, amountMinor: number, currency: string): readonly LedgerPosting[] {
  const legs = ({ debit, credit }: typeof HOLD, sign: 1 | -1 = 1): readonly LedgerEntry[] => [
    { account: debit, amountMinor: sign * amountMinor, currency },
    { account: credit, amountMinor: -sign * amountMinor, currency },
  ];
  switch (fact.fact) {
    case 'funded':
      return [{ operation: 'hold_placed', entries: legs(HOLD) }];
    case 'funding_failed':
      return [];
    case 'funding_expired':
      return [{ operation: 'hold_ended', entries: legs(HOLD, -1) }];
    case 'captured':
      return [
        { operation: 'hold_ended', entries: legs(HOLD, -1) },
        { operation: 'captured', entries: legs(CAPTURE) },
      ];
    case 'released':
      return [{ operation: 'earned', entries: legs(EARNING) }];
  }
}
