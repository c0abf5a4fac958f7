import type { TrackedFile } from './tracked-file.ts';

/** One breach of one rule, at the place where it is mended. */
export interface Finding {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** Looks at the whole repository at once and reports every breach; never throws on odd input, never reads the disk. */
export type Rule = (files: readonly TrackedFile[]) => Finding[];

/** `path:line rule message`, the form editors turn into a link. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}:${finding.line} ${finding.rule} ${finding.message}`;
}

/** Matches `pattern` against every line of a file and reports each line that matches, with what matched. */
export function findInLines(
  file: TrackedFile,
  pattern: RegExp,
  report: (match: string) => { readonly rule: string; readonly message: string },
): Finding[] {
  return file.text.split('\n').flatMap((text, index) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ path: file.path, line: index + 1, ...report(match[0].trim()) }];
  });
}
