import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { repositoryRoot } from '../repository-root.ts';
import { writeChanges } from './write-changes.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'write-changes-'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'old.md'), 'before');
});

afterEach(() => rmSync(root, { recursive: true }));

const old = { path: 'old.md', before: 'before', text: 'after' };

test('what is made is formatted, folders are made with it', async () => {
  await writeChanges(root, [old, { path: 'new/one.ts', before: undefined, text: 'export   const one = 1' }]);
  expect(readFileSync(join(root, 'new/one.ts'), 'utf8')).toBe('export const one = 1;\n');
  expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe('after');
});

test('when one file is there meanwhile, nothing is changed and nothing of it is lost', async () => {
  const changes = [{ path: 'a.md', before: undefined, text: 'a' }, old, { path: 'z.md', before: undefined, text: 'z' }];
  writeFileSync(join(root, 'z.md'), 'of somebody else');
  await expect(writeChanges(root, changes)).rejects.toThrow('z.md could not be written; nothing was changed');
  expect(readdirSync(root).sort()).toEqual(['node_modules', 'old.md', 'z.md']);
  expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe('before');
  expect(readFileSync(join(root, 'z.md'), 'utf8')).toBe('of somebody else');
});

test('when one file is no code, nothing is written', async () => {
  await expect(writeChanges(root, [old, { path: 'b.ts', before: undefined, text: 'const = (' }])).rejects.toThrow(
    'b.ts',
  );
  expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe('before');
});
