import type { Finding } from '../finding.ts';
import type { TrackedFile } from '../tracked-file.ts';

/** Words that fit anything. */
export const bannedWords: ReadonlySet<string> = new Set([
  ...['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'shared'],
  ...['manager', 'managers', 'impl'],
]);

/** A path names what is inside; words that fit anything name nothing. */
export function pathWords(files: readonly TrackedFile[]): Finding[] {
  return files.flatMap(({ path }) =>
    path
      .split(/[^a-zA-Z]+/)
      .filter((word) => bannedWords.has(word.toLowerCase()))
      .map((word) => ({
        path,
        line: 1,
        rule: 'path-words',
        message: `"${word}" names nothing: put it beside its user, or name the concept`,
      })),
  );
}
