import {
  type Account,
  type LedgerPosting,
  type PostedLineKind,
  postingForHold,
  postingForLine,
  postingForRelease,
} from './ledger-posting.ts';
import type { Payment } from './payment.ts';
import type { BalanceLine, PaymentReading } from './payment-reading.ts';

/** A leg of what is booked about a milestone already, with what of its posting decides on later ones. */
export interface BookedLeg {
  readonly operation: LedgerPosting['operation'];
  readonly providerRef: string;
  readonly balanceRef: string | null;
  readonly sourceRef: string | null;
  readonly account: Account;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A posting and what it books: a line of the provider's account, or a state of the payment itself. */
export interface PlannedPosting extends LedgerPosting {
  readonly providerRef: string;
  readonly balanceRef: string | null;
  readonly sourceRef: string | null;
  readonly occurredAt: Date | null;
}

/**
 * The postings that a reading adds to what is booked about its milestone; none for one that says nothing new. A fold: readings
 * in any order, doubled or late, end in the same earnings, since every line is booked once and what comes back goes back to
 * the account it came from. `payment` is as decided on the reading, its row locked.
 */
export function postingsForReading(
  payment: Payment,
  reading: PaymentReading,
  booked: readonly BookedLeg[],
): readonly PlannedPosting[] {
  const legs = [...booked];
  const planned: PlannedPosting[] = [];
  const add = (posting: PlannedPosting): void => {
    planned.push(posting);
    legs.push(...legsOf(posting));
  };
  for (const posting of postingsForHold(payment, reading, legs)) add(posting);
  const fresh = reading.balance.filter((line) => !legs.some((leg) => leg.balanceRef === line.ref));
  for (const line of [...fresh].sort(inOrder)) {
    if (line.kind === 'charge') for (const posting of reversalsOfGross(legs)) add(posting);
    const posting = postingForLine(line, {
      released: legs.some((leg) => leg.operation === 'earned'),
      movedBefore: line.kind === 'other' ? null : accountMovedBefore(line.kind, line.sourceRef, legs),
    });
    if (posting === undefined) continue;
    const { occurredAt, ref, sourceRef } = line;
    add({ ...posting, providerRef: reading.payment?.ref ?? sourceRef, balanceRef: ref, sourceRef, occurredAt });
  }
  return planned;
}

/** The legs that a posting books. */
export function legsOf(posting: PlannedPosting): readonly BookedLeg[] {
  return posting.entries.map((entry) => ({ ...posting, ...entry }));
}

const CAPTURES: ReadonlySet<BookedLeg['operation']> = new Set(['charge', 'captured', 'captured_reversed']);

/** What a milestone's release books; why there is nothing to release otherwise. */
export type ReleasePlan =
  | { readonly posting: PlannedPosting; readonly amountMinor: number; readonly currency: string }
  | { readonly not: 'charge_not_booked' | 'nothing_left' };

/**
 * Plans the release of what a milestone's prepayments hold: what was captured and not given back before. Its charge line must be
 * booked first: nothing is earned that the provider has not put down.
 */
export function planRelease(payment: Payment, booked: readonly BookedLeg[]): ReleasePlan {
  const prepaid = booked.filter(
    ({ account, currency }) => account === 'liability.client_prepayments' && currency === payment.currency,
  );
  const charged = prepaid.find(({ operation }) => CAPTURES.has(operation));
  if (charged === undefined) return { not: 'charge_not_booked' };
  const sum = (legs: readonly BookedLeg[]): number => 0 - legs.reduce((total, leg) => total + leg.amountMinor, 0);
  // A failed refund may be known before the refund: more than was captured is never earned.
  const capturedMinor = sum(prepaid.filter((leg) => CAPTURES.has(leg.operation)));
  const amountMinor = Math.min(capturedMinor, sum(prepaid));
  if (amountMinor <= 0) return { not: 'nothing_left' };
  const { currency } = payment;
  const posting = { ...postingForRelease(amountMinor, currency), ...ofPayment(charged.providerRef) };
  return { posting, amountMinor, currency };
}

const ofPayment = (providerRef: string) => ({ providerRef, balanceRef: null, sourceRef: null, occurredAt: null });

/** A hold is booked while the payment is decided to be held, and ends as it was booked when the provider shows its end. */
function postingsForHold(payment: Payment, reading: PaymentReading, legs: readonly BookedLeg[]): PlannedPosting[] {
  const { payment: read } = reading;
  if (read === null) return [];
  const own = legs.filter((leg) => leg.providerRef === read.ref && leg.account === 'memo.card_holds');
  const placed = own.find((leg) => leg.operation === 'hold_placed');
  if (placed === undefined) {
    const isHeld = payment.state === 'authorized' || payment.state === 'capture_requested';
    const isThisHold = isHeld && payment.paymentRef === read.ref && read.status === 'held' && read.heldMinor > 0;
    return isThisHold
      ? [{ ...postingForHold('hold_placed', read.heldMinor, read.currency), ...ofPayment(read.ref) }]
      : [];
  }
  const isOver = read.status === 'captured' || read.status === 'expired' || read.status === 'voided';
  if (!isOver || own.some((leg) => leg.operation === 'hold_ended')) return [];
  return [{ ...postingForHold('hold_ended', placed.amountMinor, placed.currency), ...ofPayment(read.ref) }];
}

/** A capture that an older version booked gross is taken back once its line is there to be booked in its place. */
function reversalsOfGross(legs: readonly BookedLeg[]): PlannedPosting[] {
  const gross = legs.filter((leg) => leg.operation === 'captured');
  const reversed = new Set(legs.filter((leg) => leg.operation === 'captured_reversed').map((leg) => leg.providerRef));
  const refs = [...new Set(gross.map((leg) => leg.providerRef))].filter((ref) => !reversed.has(ref));
  return refs.map((ref) => ({
    operation: 'captured_reversed',
    entries: gross
      .filter((leg) => leg.providerRef === ref)
      .map(({ account, amountMinor, currency }) => ({ account, amountMinor: -amountMinor, currency })),
    ...ofPayment(ref),
  }));
}

/** Kinds of lines that undo one another, about one refund or one dispute. */
const OPPOSITES: Readonly<Partial<Record<PostedLineKind, readonly PostedLineKind[]>>> = {
  refund: ['refund', 'refund_failure'],
  refund_failure: ['refund', 'refund_failure'],
  dispute_withdrawal: ['dispute_withdrawal', 'dispute_reinstatement'],
  dispute_reinstatement: ['dispute_withdrawal', 'dispute_reinstatement'],
};

const NEVER_AGAINST: ReadonlySet<Account> = new Set([
  'asset.provider_clearing',
  'expense.provider_fees',
  'fx.conversion',
]);

function accountMovedBefore(kind: PostedLineKind, sourceRef: string, legs: readonly BookedLeg[]): Account | null {
  const kinds: readonly string[] = OPPOSITES[kind] ?? [];
  const before = legs.find(
    (leg) => leg.sourceRef === sourceRef && kinds.includes(leg.operation) && !NEVER_AGAINST.has(leg.account),
  );
  return before?.account ?? null;
}

/** As they happened; where the provider gives one time to both, what takes comes before what brings back. */
function inOrder(one: BalanceLine, other: BalanceLine): number {
  return (
    one.occurredAt.getTime() - other.occurredAt.getTime() ||
    RANK.indexOf(one.kind) - RANK.indexOf(other.kind) ||
    one.ref.localeCompare(other.ref)
  );
}

const RANK: readonly BalanceLine['kind'][] = [
  'charge',
  'refund',
  'refund_failure',
  'dispute_withdrawal',
  'dispute_reinstatement',
];
