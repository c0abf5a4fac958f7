import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findDrift, settleDrift } from './golden-drift.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'golden-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const map = { path: 'docs/map.md', render: () => '# Map\n' };

test('names a generated file that was never written', async () => {
  expect(await findDrift(root, [map])).toEqual([{ path: 'docs/map.md', reason: 'missing', rendered: '# Map\n' }]);
});

test('names a generated file that somebody edited by hand', async () => {
  settleDrift(root, await findDrift(root, [map]));
  writeFileSync(join(root, 'docs/map.md'), '# My map\n');
  expect(await findDrift(root, [map])).toMatchObject([{ path: 'docs/map.md', reason: 'changed' }]);
});

test('is content with what it wrote itself', async () => {
  settleDrift(root, await findDrift(root, [map]));
  expect(readFileSync(join(root, 'docs/map.md'), 'utf8')).toBe('# Map\n');
  expect(await findDrift(root, [map])).toEqual([]);
});

test('waits for sources that take their time', async () => {
  expect(await findDrift(root, [{ path: 'late.json', render: async () => '{}\n' }])).toHaveLength(1);
});

test('refuses two sources for one file', async () => {
  await expect(findDrift(root, [map, map])).rejects.toThrow('Two sources generate docs/map.md');
});
