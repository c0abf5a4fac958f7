import { goldens as contractGoldens } from '@loop/contracts';

/** A committed file that is generated: `pnpm golden` writes it, `pnpm check` refuses any other text in its place. */
export interface GoldenFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /**
   * The file's text, formatted as it shall be committed; `committed` is what stands there, if anything. Throws where the
   * file must not change that way.
   */
  render(committed: string | undefined): string | Promise<string>;
}

/**
 * Every generated file. A package adds itself by one line here and one reference in this package's `tsconfig.json`;
 * formats that Biome reads are excluded in `biome.json`, since what renders a file also decides how it looks.
 */
export const goldenFiles: readonly GoldenFile[] = [...contractGoldens];
