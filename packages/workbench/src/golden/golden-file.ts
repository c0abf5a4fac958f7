/** A committed file that is generated: `pnpm golden` writes it, `pnpm check` refuses any other text in its place. */
export interface GoldenFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /**
   * The file's text, formatted as it shall be committed, given the text that stands there now.
   * Throws where the file must not change that way.
   */
  render(committed: string | undefined): string | Promise<string>;
}

/** Names the generated files of one kind; may ask a server that it starts and stops. */
export type GoldenSource = () => readonly GoldenFile[] | Promise<readonly GoldenFile[]>;
