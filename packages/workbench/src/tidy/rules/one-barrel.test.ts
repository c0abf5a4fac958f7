import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { oneBarrel } from './one-barrel.ts';

test('the door of a package is src/index.ts', () => {
  expect(oneBarrel([trackFile('packages/a/src/index.ts', "export * from './a.ts';")])).toEqual([]);
});

test('a folder inside a package has no door of its own', () => {
  expect(oneBarrel([trackFile('packages/a/src/bus/index.ts', 'export const a = 1;')])).toMatchObject([
    { path: 'packages/a/src/bus/index.ts', rule: 'one-barrel' },
  ]);
});

test('a barrel under another name is one', () => {
  const text = "export { a } from './a.ts';\nexport type * from './b.ts';";
  expect(oneBarrel([trackFile('packages/a/src/bus.ts', text)])).toHaveLength(1);
});

test('a file that adds something of its own is none', () => {
  expect(oneBarrel([trackFile('packages/a/src/bus.ts', "export * from './a.ts';\nexport const b = 1;")])).toEqual([]);
});

test('a file that gives one function the name a tool asks for is none', () => {
  expect(oneBarrel([trackFile('packages/a/src/jest-setup.ts', "export { start as default } from './a.ts';")])).toEqual(
    [],
  );
});
