/** What a command is run with: everything it may touch of its process. */
export interface Terminal {
  /** Results; one document with `--json`. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether `err` is looked at by a person right now: then progress may be redrawn. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder to look for `.loop/connection.json` in, then in its parents. */
  readonly folder: string;
  /** Aborted when the operator presses Ctrl-C. */
  readonly signal: AbortSignal;
}
