import type { Finding } from '../finding.ts';
import { isTest, isTestSide, type TrackedFile } from '../tracked-file.ts';

const testWords = new Set(['it', 'test', 'describe']);
const switches = new Set(['only', 'skip', 'todo', 'failing']);
const switchedWords = new Set(['fit', 'fdescribe', 'xit', 'xtest', 'xdescribe']);

const refused = new Map([
  ['jest.retryTimes', 'a test that needs luck is broken: find the race'],
  ['jest.mock', 'our own code is not replaced: use the sandbox, a real store, a pure function'],
  ['jest.unstable_mockModule', 'our own code is not replaced: use the sandbox, a real store, a pure function'],
  ['jest.setTimeout', 'say the limit on the test that needs it'],
]);

/** Every test runs, every time, once, against the real thing. */
export function testDiscipline(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path }) => isTestSide(path))
    .flatMap(({ path, facts }) =>
      (facts?.calls ?? []).flatMap(({ line, callee }) => {
        const complaint = complaintAbout(callee);
        return complaint === undefined ? [] : [{ path, line, rule: 'test-discipline', message: complaint }];
      }),
    );
}

/** A test that expects nothing proves nothing; a contract suite expects for the file that calls it. */
export function expectation(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path, facts }) => isTest(path) && !(facts?.calls ?? []).some(isExpectation))
    .filter(({ facts }) => !(facts?.imports ?? []).some(({ specifier }) => /\.contract\.tsx?$/.test(specifier)))
    .map(({ path }) => ({ path, line: 1, rule: 'expectation', message: 'this test file expects nothing' }));
}

/**
 * A test waits for a condition, never for a time. A timer that only wakes somebody (`setTimeout(resolve, …)`) is a sleep;
 * one that ends something is a limit and stays. What polls for conditions stands beside the tests and may sleep.
 */
export function sleep(files: readonly TrackedFile[]): Finding[] {
  return files
    .filter(({ path }) => isTest(path))
    .flatMap(({ path, facts }) =>
      [
        ...(facts?.calls ?? []).filter(({ callee, startsWithName }) => callee === 'setTimeout' && startsWithName),
        ...(facts?.imports ?? []).filter(({ specifier }) => /^(node:)?timers\/promises$/.test(specifier)),
      ].map(({ line }) => ({ path, line, rule: 'sleep', message: 'wait for a condition, never for a time' })),
    );
}

function complaintAbout(callee: string): string | undefined {
  const [root = '', ...rest] = callee.split('.');
  const isSwitched = switchedWords.has(root) || (testWords.has(root) && rest.some((word) => switches.has(word)));
  return isSwitched ? `${callee} leaves tests out: every test runs, or is deleted` : refused.get(callee);
}

function isExpectation({ callee }: { readonly callee: string }): boolean {
  return callee === 'expect' || callee.startsWith('expect.');
}
