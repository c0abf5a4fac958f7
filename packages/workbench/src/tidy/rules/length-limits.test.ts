import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { fileLength, functionLength, readmeLength } from './length-limits.ts';

const lines = (count: number, line = 'run();') => `${Array.from({ length: count }, () => line).join('\n')}\n`;

test('a source file of 301 lines is too long, one of 300 is not', () => {
  expect(fileLength([trackFile('packages/a/src/long.ts', lines(301))])).toEqual([
    {
      path: 'packages/a/src/long.ts',
      line: 301,
      rule: 'file-length',
      message: '301 lines, 300 allowed: split it by its reasons to change',
    },
  ]);
  expect(fileLength([trackFile('packages/a/src/fine.ts', lines(300))])).toEqual([]);
});

test('a test may have 500 lines', () => {
  expect(fileLength([trackFile('packages/a/test/fine.test.ts', lines(500))])).toEqual([]);
  expect(fileLength([trackFile('packages/a/test/long.test.ts', lines(501))])).toHaveLength(1);
});

test('a stylesheet is read as well, data is not', () => {
  expect(fileLength([trackFile('packages/ui/src/tokens.css', lines(301, 'a {}'))])).toHaveLength(1);
  expect(fileLength([trackFile('packages/a/src/posts.json', lines(301, '[]'))])).toEqual([]);
});

test.each([
  ['a function', (body: string) => `function run() {\n${body}}\n`],
  ['an arrow', (body: string) => `export const run = () => {\n${body}};\n`],
  ['a method', (body: string) => `class A {\n  m() {\n${body}}\n}\n`],
  ['a private method', (body: string) => `class A {\n  #m() {\n${body}}\n}\n`],
  ['a constructor', (body: string) => `class A {\n  constructor() {\n${body}}\n}\n`],
  ['a handler in an object', (body: string) => `const route = {\n  handle() {\n${body}}\n};\n`],
])('%s of 71 lines is too long', (_, write) => {
  expect(functionLength([trackFile('packages/a/src/a.ts', write(lines(69)))])).toMatchObject([
    { rule: 'function-length', message: '71 lines, 70 allowed: give its steps names' },
  ]);
  expect(functionLength([trackFile('packages/a/src/a.ts', write(lines(68)))])).toEqual([]);
});

test('a suite lists more tests than fit on a screen, a test does not do more than fits', () => {
  const suite = `// é\ndescribe('a', () => {\n${lines(100)}});\n`;
  const work = `describe('a', () => {\n  it('b', () => {\n${lines(100)}});\n});\n`;
  expect(functionLength([trackFile('packages/a/test/a.test.ts', suite)])).toEqual([]);
  expect(functionLength([trackFile('packages/a/test/a.test.ts', work)])).toMatchObject([{ line: 2 }]);
});

test("a service's README fits on a screen", () => {
  expect(readmeLength([trackFile('services/outreach/README.md', lines(41, 'words'))])).toHaveLength(1);
  expect(readmeLength([trackFile('services/outreach/README.md', lines(40, 'words'))])).toEqual([]);
  expect(readmeLength([trackFile('README.md', lines(400, 'words'))])).toEqual([]);
});
