import type { BalanceLine } from './payment-reading.ts';

/** The accounts of the ledger; there are no others. Debits are positive. */
export type Account =
  | 'memo.card_holds'
  | 'memo.clients_blocked'
  | 'asset.provider_clearing'
  | 'asset.bank'
  | 'asset.dispute_withheld'
  | 'liability.client_prepayments'
  | 'income.earned'
  | 'income.refunds'
  | 'income.dispute_withheld'
  | 'expense.provider_fees'
  | 'fx.conversion';

/** One leg of a posting in minor units: positive debits, negative credits. */
export interface LedgerEntry {
  readonly account: Account;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/**
 * What a posting books: a hold, a line of the provider's account, a release. `captured` is a capture whose line is not there to
 * be booked, gross of fees; once it is, `captured_reversed` takes the gross one back.
 */
export type PostingOperation =
  | 'hold_placed'
  | 'hold_ended'
  | 'earned'
  | 'captured'
  | 'captured_reversed'
  | PostedLineKind;

/** Lines that are booked. One of kind `other` is not understood: it stays unposted, and is drift until somebody explains it. */
export type PostedLineKind = Exclude<BalanceLine['kind'], 'other'>;

/** A balanced set of entries and the business operation it books. */
export interface LedgerPosting {
  readonly operation: PostingOperation;
  readonly entries: readonly LedgerEntry[];
}

/** What a line's booking depends on beside the line. */
export interface LineContext {
  /** Whether the milestone's money is earned already. Lines of no milestone: false. */
  readonly released: boolean;
  /**
   * The account that an earlier posting about the same refund or dispute moved against clearing: what comes back goes back
   * to where it came from. Null: there is none.
   */
  readonly movedBefore: Account | null;
}

/** Holds are a memo on both sides: money blocked on a card is nobody's but the client's. */
export function postingForHold(operation: 'hold_placed' | 'hold_ended', amountMinor: number, currency: string) {
  const moved = operation === 'hold_placed' ? amountMinor : -amountMinor;
  return posting(operation, [
    ['memo.card_holds', moved, currency],
    ['memo.clients_blocked', -moved, currency],
  ]);
}

/** What was prepaid is earned: the approval proves it. `amountMinor` is what the milestone's prepayments still hold. */
export function postingForRelease(amountMinor: number, currency: string): LedgerPosting {
  return posting('earned', [
    ['liability.client_prepayments', amountMinor, currency],
    ['income.earned', -amountMinor, currency],
  ]);
}

/**
 * Books one line of the provider's account; the only source of revenue. Clearing moves by the line's net, fees are apart, and
 * the account against them follows from the kind and from whether the money was earned before. Another currency than the
 * client's goes through `fx.conversion`, so that each currency adds up to zero. Undefined for a line that is not understood.
 */
export function postingForLine(line: BalanceLine, context: LineContext): LedgerPosting | undefined {
  const { amountMinor, currency, feeMinor, kind, original } = line;
  if (kind === 'other') return undefined;
  const against = accountAgainst(kind, context);
  const own = original !== null && original.currency !== currency ? original : { amountMinor, currency };
  return posting(kind, [
    ['asset.provider_clearing', amountMinor - feeMinor, currency],
    ['expense.provider_fees', feeMinor, currency],
    ...(own.currency === currency
      ? []
      : ([
          ['fx.conversion', -amountMinor, currency],
          ['fx.conversion', own.amountMinor, own.currency],
        ] as const)),
    [against, -own.amountMinor, own.currency],
  ]);
}

/** The account a line moves against clearing. */
function accountAgainst(kind: PostedLineKind, { movedBefore, released }: LineContext): Account {
  switch (kind) {
    case 'charge':
      return 'liability.client_prepayments';
    case 'refund':
      return movedBefore ?? (released ? 'income.refunds' : 'liability.client_prepayments');
    case 'refund_failure':
      // Given back before it was earned, and earned meanwhile: what comes back is earned as well.
      if (movedBefore === 'liability.client_prepayments' && released) return 'income.earned';
      return movedBefore ?? (released ? 'income.refunds' : 'liability.client_prepayments');
    case 'dispute_withdrawal':
    case 'dispute_reinstatement':
      return movedBefore ?? (released ? 'income.dispute_withheld' : 'asset.dispute_withheld');
    case 'payout':
    case 'payout_failure':
      return 'asset.bank';
    case 'fee':
      return 'expense.provider_fees';
  }
}

type Leg = readonly [account: Account, amountMinor: number, currency: string];

/** Legs that move nothing are left out. */
function posting(operation: PostingOperation, legs: readonly Leg[]): LedgerPosting {
  const entries = legs.flatMap(([account, amountMinor, currency]) =>
    amountMinor === 0 ? [] : [{ account, amountMinor, currency }],
  );
  return { operation, entries };
}
