import type { Rule } from './finding.ts';
import { deadFiles } from './rules/dead-files.ts';
import { falsePromises, leftoverMarks, machinePaths, registryHosts, suppressions } from './rules/forbidden-text.ts';
import { fileLength, functionLength, readmeLength } from './rules/length-limits.ts';
import { oneBarrel } from './rules/one-barrel.ts';
import { pathWords } from './rules/path-words.ts';
import { expectation, sleep, testDiscipline } from './rules/test-discipline.ts';
import { unusedExports } from './rules/unused-exports.ts';

/** All that tidy asks of the repository. A new rule is a pure function, a test that shows it fire, and a line here. */
export const rules: readonly Rule[] = [
  fileLength,
  functionLength,
  readmeLength,
  pathWords,
  leftoverMarks,
  suppressions,
  machinePaths,
  registryHosts,
  falsePromises,
  deadFiles,
  unusedExports,
  oneBarrel,
  testDiscipline,
  sleep,
  expectation,
];
