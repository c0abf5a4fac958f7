import { expect, test } from '@jest/globals';
import { compareOutputs } from './compare-outputs.ts';

test('a deleted test does not survive as a compiled one', () => {
  const outputs = ['a.js', 'a.d.ts', 'a.js.map', 'gone.test.js', 'gone.test.d.ts', 'gone.test.js.map'];
  expect(compareOutputs(['a.ts'], outputs).stale).toEqual(['gone.test.js', 'gone.test.d.ts', 'gone.test.js.map']);
});

test('a source that was moved leaves nothing at its old place', () => {
  expect(compareOutputs(['store/a.ts'], ['a.js', 'store/a.js'])).toEqual({ stale: ['a.js'], missing: [] });
});

test('pages and modules, tests and maps belong to their source', () => {
  const outputs = ['page.js', 'page.d.ts.map', 'page.test.js', 'page.test.d.ts'];
  expect(compareOutputs(['page.tsx', 'page.test.tsx'], outputs).stale).toEqual([]);
});

test('files that no compiler wrote stay', () => {
  expect(compareOutputs([], ['page.css', 'tsconfig.tsbuildinfo']).stale).toEqual([]);
});

test('a compiled file that vanished is missed', () => {
  expect(compareOutputs(['a.ts', 'b.tsx', 'types.d.ts'], ['b.js']).missing).toEqual(['a.js']);
});
