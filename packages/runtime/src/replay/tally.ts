/** What a replay has come to, per event; adds up to what was read. */
export interface Tally {
  read: number;
  alreadyHandled: number;
  handled: number;
  held: number;
  invalid: number;
  unknown: number;
  failed: number;
  errors: string[];
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { read: 0, alreadyHandled: 0, handled: 0, held: 0, invalid: 0, unknown: 0, failed: 0, errors: [] };
}
