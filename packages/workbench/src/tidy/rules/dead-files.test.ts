import { expect, test } from '@jest/globals';
import { type TrackedFile, trackFile } from '../tracked-file.ts';
import { deadFiles } from './dead-files.ts';

const repository = (texts: Readonly<Record<string, string>>): TrackedFile[] =>
  Object.entries({ 'packages/a/package.json': '{"name":"@loop/a"}', ...texts }).map(([path, text]) =>
    trackFile(path, text),
  );
const deadPaths = (texts: Readonly<Record<string, string>>) => deadFiles(repository(texts)).map(({ path }) => path);

test('a file that nobody imports is dead, and so are two that only import each other', () => {
  const texts = {
    'packages/a/src/index.ts': "export { used } from './used.ts';",
    'packages/a/src/used.ts': 'export const used = 1;',
    'packages/a/src/alone.ts': '',
    'packages/a/src/left.ts': "import './right.ts';",
    'packages/a/src/right.ts': "import './left.ts';",
  };
  expect(deadPaths(texts)).toEqual(['packages/a/src/alone.ts', 'packages/a/src/left.ts', 'packages/a/src/right.ts']);
});

test('a file that only its test imports is dead, a contract suite is not', () => {
  const texts = {
    'packages/a/src/a.ts': '',
    'packages/a/src/a.contract.ts': '',
    'packages/a/src/a.test.ts': "import './a.ts'; import './a.contract.ts';",
    'packages/a/test/booted-service.ts': '',
    'packages/a/test/a.test.ts': "import './booted-service.ts';",
  };
  expect(deadPaths(texts)).toEqual(['packages/a/src/a.ts']);
});

test('types, dynamic imports and re-exports keep a file alive', () => {
  const texts = {
    'packages/a/src/main.ts': "import type { T } from './t.ts'; export * from './r.tsx'; await import('./d.ts');",
    'packages/a/src/t.ts': 'export type T = 1;',
    'packages/a/src/r.tsx': 'export const r = <p />;',
    'packages/a/src/d.ts': '',
  };
  expect(deadPaths(texts)).toEqual([]);
});

test('another package keeps a barrel and what it exports alive', () => {
  const texts = {
    'packages/b/package.json': '{"name":"@loop/b"}',
    'packages/b/src/main.ts': "import { a } from '@loop/a';",
    'packages/a/src/index.ts': "export * from './a.ts';",
    'packages/a/src/a.ts': 'export const a = 1;',
  };
  expect(deadPaths(texts)).toEqual([]);
});

test('what a script or a process starts by its compiled name is alive', () => {
  const texts = {
    'package.json': '{"scripts":{"tidy":"node packages/a/dist/tidy.js"}}',
    'packages/a/src/tidy.ts': "fork(new URL('./worker.js', import.meta.url));",
    'packages/a/src/worker.ts': "cpSync(join(import.meta.dirname, 'copied.js'), out);",
    'packages/a/src/copied.ts': '',
    'packages/a/Dockerfile': 'CMD ["node", "dist/other.js"]',
    'packages/a/src/other.ts': '',
  };
  expect(deadPaths(texts)).toEqual([]);
});

test('migrations and the configuration of tools start by themselves', () => {
  expect(deadPaths({ 'packages/a/src/migrations/1-a.ts': '', 'jest.config.js': '' })).toEqual([]);
});
