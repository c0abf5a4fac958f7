/** What became of one event of a batch. */
export type Verdict =
  | 'handled'
  | 'duplicate'
  | 'held'
  /** The same id has been handled with another payload. */
  | 'conflict'
  /** To be handled again, and never was handled: it stays as it is. */
  | 'never_handled';
