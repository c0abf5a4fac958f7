import { expect, test } from '@jest/globals';
import { trackFile } from '../tracked-file.ts';
import { falsePromises, leftoverMarks, machinePaths, registryHosts, suppressions } from './forbidden-text.ts';

// Every forbidden text is put together here, so that this file does not contain it.
const joined = (...parts: string[]) => parts.join('');

test.each([joined('TO', 'DO'), joined('FIX', 'ME'), joined('XX', 'X'), joined('HA', 'CK')])(
  'a mark %s is refused in code and in text',
  (mark) => {
    const files = [
      trackFile('packages/a/src/a.ts', `run();\n// ${mark}: later\n`),
      trackFile('docs/a.md', `${mark}\n`),
    ];
    expect(leftoverMarks(files)).toMatchObject([
      { path: 'packages/a/src/a.ts', line: 2, rule: 'leftover-mark' },
      { path: 'docs/a.md', line: 1 },
    ]);
  },
);

test('words that only contain a mark are fine', () => {
  expect(leftoverMarks([trackFile('a.md', 'TODOS hacked xxx')])).toEqual([]);
});

test.each([
  joined('// biome', '-ignore lint: no'),
  joined('// @ts', '-ignore'),
  joined('// @ts', '-expect-error'),
  joined('// @ts', '-nocheck'),
])('a check is not silenced by %s', (comment) => {
  expect(suppressions([trackFile('packages/a/src/a.ts', `${comment}\nrun();`)])).toMatchObject([
    { line: 1, rule: 'suppression' },
  ]);
});

test('types are not switched off by a cast', () => {
  expect(suppressions([trackFile('packages/a/src/a.ts', 'run();\nconst a = run() as any;')])).toMatchObject([
    { line: 2, rule: 'suppression' },
  ]);
  expect(suppressions([trackFile('packages/a/src/a.ts', "const a = 'cast as any';")])).toEqual([]);
});

test.each([joined("const a = '/wo", "rk/main';"), joined('cd /ro', 'ot/x'), joined('see `/ho', 'me/me/x`')])(
  'a path of one machine is refused: %s',
  (line) => {
    expect(machinePaths([trackFile('a.md', line)])).toMatchObject([{ line: 1, rule: 'machine-path' }]);
  },
);

test('an address that has such a folder is no path of a machine', () => {
  expect(machinePaths([trackFile('a.md', joined('https://a.example/ho', 'me/x'))])).toEqual([]);
});

test('no registry is named, neither in a script nor in the lockfile', () => {
  const files = [
    trackFile('a.sh', joined('npm config set registry https://registry.npm', 'js.org')),
    trackFile('pnpm-lock.yaml', joined('  resolution: {integrity: a, tarball', ': https://mirror.example/a.tgz}')),
  ];
  expect(registryHosts(files)).toMatchObject([{ path: 'a.sh' }, { path: 'pnpm-lock.yaml' }]);
});

test('nobody is told that money is held in trust; the old endpoint keeps its name', () => {
  const word = joined('Escr', 'ow');
  const page = trackFile('services/a/src/pages/room.tsx', `const text = 'Your money is in ${word}';`);
  expect(falsePromises([page])).toMatchObject([{ line: 1, rule: 'false-promise' }]);
  const path = trackFile('services/a/src/routes/stats.ts', `const path = '/integration/${word.toLowerCase()}-stats';`);
  const test = trackFile('services/a/src/pages/room.test.tsx', `expect(page).not.toContain('${word}');`);
  expect(falsePromises([path, test])).toEqual([]);
});
