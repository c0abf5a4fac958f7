import type { Finding } from '../finding.ts';
import { isTestSide, type TrackedFile } from '../tracked-file.ts';

const sourceLineLimit = 300;
const testLineLimit = 500;
const functionLineLimit = 70;
const serviceReadmeLineLimit = 40;

/** A file is read as a whole: 300 lines, 500 for tests. Data (`.json`, `.sql`, `.jsonl`) and text are not counted. */
export function fileLength(files: readonly TrackedFile[]): Finding[] {
  return files.filter(isSource).flatMap((file) => {
    const limit = isTestSide(file.path) ? testLineLimit : sourceLineLimit;
    return tooLong(file, 'file-length', limit, 'split it by its reasons to change');
  });
}

/** A function fits on a screen: 70 lines. The callback of `describe` is a list, not a function. */
export function functionLength(files: readonly TrackedFile[]): Finding[] {
  return files.flatMap(({ path, facts }) =>
    (facts?.functions ?? [])
      .filter(({ isSuite, lineCount }) => !isSuite && lineCount > functionLineLimit)
      .map(({ line, lineCount }) => ({
        path,
        line,
        rule: 'function-length',
        message: `${lineCount} lines, ${functionLineLimit} allowed: give its steps names`,
      })),
  );
}

/** A service's README says its job and its failure modes, on one screen. */
export function readmeLength(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path }) => /^services\/[^/]+\/README\.md$/.test(path))
    .flatMap((file) => tooLong(file, 'readme-length', serviceReadmeLineLimit, 'keep the job and the failure modes'));
}

function isSource({ path, facts }: TrackedFile): boolean {
  return facts !== undefined || /\.(css|sh)$/.test(path);
}

function tooLong(file: TrackedFile, rule: string, limit: number, remedy: string): Finding[] {
  const lineCount = file.text.trimEnd().split('\n').length;
  if (lineCount <= limit) return [];
  return [{ path: file.path, line: limit + 1, rule, message: `${lineCount} lines, ${limit} allowed: ${remedy}` }];
}
