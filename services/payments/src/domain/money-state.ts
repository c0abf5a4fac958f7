/** Where a milestone's money is. Whether the client approved is told apart from it: see {@link Approval}. */
export type MoneyState =
  | 'unfunded'
  | 'session_open'
  | 'authorized'
  | 'capture_requested'
  | 'captured'
  | 'auth_failed'
  | 'expired'
  | 'voided';

/** What can happen to the money. All but `session_opened` and `capture_requested` are read from the provider. */
export type MoneyMove =
  | 'session_opened'
  | 'session_expired'
  | 'declined'
  | 'authorized'
  | 'capture_requested'
  | 'captured'
  | 'hold_expired'
  | 'hold_voided';

/** Where the client's approval of the milestone stands. */
export type Approval = 'none' | 'submitted' | 'approved' | 'disputed';

/** Whether the last act on the money has a known outcome. */
export type Certainty = 'known' | 'indeterminate';

type Moves = Readonly<Partial<Record<MoneyMove, MoneyState>>>;

/** A payment not yet held can come about in any order of news, or fail. */
const NOT_HELD: Moves = { session_opened: 'session_open', authorized: 'authorized', captured: 'captured' };

/** Every legal move. A pair that is missing is news from the past and changes nothing: money never moves backwards. */
export const MONEY_TRANSITIONS: Readonly<Record<MoneyState, Moves>> = {
  unfunded: NOT_HELD,
  session_open: {
    ...NOT_HELD,
    declined: 'auth_failed',
    session_expired: 'unfunded',
    hold_expired: 'unfunded',
    hold_voided: 'unfunded',
  },
  auth_failed: {
    ...NOT_HELD,
    declined: 'auth_failed',
    session_expired: 'unfunded',
    hold_expired: 'unfunded',
    hold_voided: 'unfunded',
  },
  authorized: {
    capture_requested: 'capture_requested',
    captured: 'captured',
    hold_expired: 'expired',
    hold_voided: 'voided',
  },
  capture_requested: { captured: 'captured', hold_expired: 'expired', hold_voided: 'voided' },
  captured: {},
  expired: NOT_HELD,
  voided: NOT_HELD,
};

/** State after a move, or undefined when the move is behind the state and changes nothing. */
export function afterMove(state: MoneyState, move: MoneyMove): MoneyState | undefined {
  return MONEY_TRANSITIONS[state][move];
}
