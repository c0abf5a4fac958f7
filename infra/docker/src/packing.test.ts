import { describe, expect, test } from '@jest/globals';
import { isPacked, type Manifest, withDependencies } from './packing.ts';

describe('an image', () => {
  const manifests = new Map<string, Manifest>([
    ['@loop/payments', { dependencies: { '@loop/runtime': 'workspace:*', stripe: '23.1.0' } }],
    ['@loop/runtime', { dependencies: { '@loop/contracts': 'workspace:*', pg: '8.23.1' } }],
    ['@loop/contracts', {}],
    ['@loop/ui', {}],
  ]);

  test('holds the packages its service needs, and no other', () => {
    expect(withDependencies('@loop/payments', manifests)).toEqual([
      '@loop/contracts',
      '@loop/payments',
      '@loop/runtime',
    ]);
  });

  test('is not made of a package that is not there', () => {
    expect(() => withDependencies('@loop/paymants', manifests)).toThrow(/no package/);
  });

  test.each([
    ['package.json', true],
    ['dist/main.js', true],
    ['dist/main.js.map', true],
    ['dist/main.d.ts', false],
    ['dist/domain/money.test.js', false],
    ['dist/domain/money.test.js.map', false],
    ['src', true],
    ['src/main.ts', false],
    ['src/migrations', true],
    ['src/migrations/202611200900_runtime.sql', true],
    ['assets/base.css', true],
    ['test', false],
    ['dist-test', false],
    ['node_modules', false],
    ['.env', false],
    ['tsconfig.json', false],
  ])('holds %s: %s', (path, expected) => {
    expect(isPacked(path)).toBe(expected);
  });
});
