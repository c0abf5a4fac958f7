import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { pathWords } from './path-words.ts';

test.each(['utils', 'helpers', 'common', 'misc', 'shared', 'manager', 'impl'])('a folder is not called %s', (word) => {
  expect(pathWords([trackFile(`packages/a/src/${word}/a.ts`, '')])).toMatchObject([{ rule: 'path-words', line: 1 }]);
});

test('a file does not hide such a word among others', () => {
  expect(pathWords([trackFile('packages/a/src/string-utils.ts', '')])).toHaveLength(1);
  expect(pathWords([trackFile('packages/a/src/connection-manager.test.ts', '')])).toHaveLength(1);
});

test('words that only contain such a word are fine', () => {
  expect(pathWords([trackFile('packages/a/src/implicit-commonality.ts', '')])).toEqual([]);
});
