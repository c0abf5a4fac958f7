/** How a command ended, as its process's exit code. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** What a command's error says besides its message. */
export interface CommandErrorOptions extends ErrorOptions {
  /** One imperative sentence. */
  readonly remedy: string;
  /** {@link EXIT.refused} when absent. */
  readonly exitCode?: number;
}

/** Why a command cannot do what it was asked, and what the operator can do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly remedy: string;
  readonly exitCode: number;

  constructor(message: string, { remedy, exitCode = EXIT.refused, cause }: CommandErrorOptions) {
    super(message, cause === undefined ? {} : { cause });
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
