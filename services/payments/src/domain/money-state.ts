/** Where a milestone's money is. What the client approved and what a bank questions is told apart from it. */
export type MoneyState =
  | 'unfunded'
  | 'session_open'
  | 'card_saved'
  | 'authorizing'
  | 'requires_action'
  | 'authorized'
  | 'capture_requested'
  | 'captured'
  | 'settled'
  | 'auth_failed'
  | 'expired'
  | 'voided';

/** What can happen to the money. All but `session_opened`, `hold_started` and `capture_requested` is read from the provider. */
export type MoneyMove =
  | 'session_opened'
  | 'session_expired'
  | 'card_saved'
  | 'hold_started'
  | 'action_required'
  | 'declined'
  | 'authorized'
  | 'capture_requested'
  | 'captured'
  | 'hold_expired'
  | 'hold_voided'
  | 'settled';

/** Where the client's approval of the milestone stands. */
export type Approval = 'none' | 'submitted' | 'revision' | 'approved' | 'disputed';

/** Whether the client's bank questions the money. */
export type Exposure = 'none' | 'inquiry' | 'disputed' | 'lost';

/** Whether the last act on the money has a known outcome. */
export type Certainty = 'known' | 'indeterminate';

type Moves = Readonly<Partial<Record<MoneyMove, MoneyState>>>;

/** Money that is secured, in whatever order the news of it come. */
const SECURED: Moves = { authorized: 'authorized', captured: 'captured' };

/** A payment that holds nothing can come about by a page, by a saved card, or be found held. */
const NOT_HELD: Moves = {
  ...SECURED,
  session_opened: 'session_open',
  card_saved: 'card_saved',
  hold_started: 'authorizing',
  action_required: 'requires_action',
};

/** Under way it can come to nothing as well. */
const UNDER_WAY: Moves = {
  ...NOT_HELD,
  declined: 'auth_failed',
  session_expired: 'unfunded',
  hold_expired: 'expired',
  hold_voided: 'voided',
};

/** Every legal move. A pair that is missing is news from the past and changes nothing: secured money never moves backwards. */
export const MONEY_TRANSITIONS: Readonly<Record<MoneyState, Moves>> = {
  unfunded: NOT_HELD,
  session_open: UNDER_WAY,
  // A page opened for a saved card leaves the milestone what it is: a card is on file.
  card_saved: { ...NOT_HELD, session_opened: 'card_saved', declined: 'auth_failed' },
  authorizing: UNDER_WAY,
  requires_action: UNDER_WAY,
  auth_failed: UNDER_WAY,
  authorized: {
    capture_requested: 'capture_requested',
    captured: 'captured',
    hold_expired: 'expired',
    hold_voided: 'voided',
  },
  capture_requested: { captured: 'captured', hold_expired: 'expired', hold_voided: 'voided' },
  captured: { settled: 'settled' },
  settled: {},
  expired: NOT_HELD,
  voided: NOT_HELD,
};

/** State after a move, or undefined when the move is behind the state and changes nothing. */
export function afterMove(state: MoneyState, move: MoneyMove): MoneyState | undefined {
  return MONEY_TRANSITIONS[state][move];
}
