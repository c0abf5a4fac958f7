import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { unusedExports } from './unused-exports.ts';

const unused = (texts: Readonly<Record<string, string>>) =>
  unusedExports(
    Object.entries({
      'packages/a/package.json': '{"name":"@loop/a"}',
      'packages/b/package.json': '{"name":"@loop/b"}',
      ...texts,
    }).map(([path, text]) => trackFile(path, text)),
  ).map(({ path, line, message }) => `${path}:${line} ${message.split(':')[0]}`);

test('a function that only its own file needs is not exported', () => {
  const texts = {
    'packages/a/src/main.ts': "import { a } from './a.ts';",
    'packages/a/src/a.ts': 'export const a = () => b();\nexport function b() {}',
  };
  expect(unused(texts)).toEqual(['packages/a/src/a.ts:2 nobody imports b']);
});

test('a name is followed through the barrel to where it is declared', () => {
  const texts = {
    'packages/a/src/index.ts': "export { a, b as c } from './a.ts';\nexport * from './d.ts';",
    'packages/a/src/a.ts': 'export const a = 1, b = 2;',
    'packages/a/src/d.ts': 'export class D {}\nexport class E {}',
    'packages/b/src/main.ts': "import { c, D } from '@loop/a';",
  };
  expect(unused(texts)).toEqual([
    'packages/a/src/index.ts:1 nobody imports a',
    'packages/a/src/a.ts:1 nobody imports a',
    'packages/a/src/d.ts:2 nobody imports E',
  ]);
});

test('whoever takes everything takes each name', () => {
  const texts = {
    'packages/a/src/main.ts': "import * as all from './a.ts'; const later = import('./b.ts');",
    'packages/a/src/a.ts': 'export const { a, b: [c] } = run();',
    'packages/a/src/b.ts': 'export default 1;',
  };
  expect(unused(texts)).toEqual([]);
});

test('types may be exported for the sake of a signature, through the barrel as well', () => {
  const texts = {
    'packages/a/src/index.ts': "export { type T, U } from './a.ts';",
    'packages/a/src/a.ts': 'export interface T {}\nexport type U = 1;',
  };
  expect(unused(texts)).toEqual([]);
});

test('contracts say more than is used today', () => {
  expect(unused({ 'packages/contracts/src/index.ts': 'export const found = 1;' })).toEqual([]);
});
