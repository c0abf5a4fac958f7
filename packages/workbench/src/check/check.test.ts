import { expect, test } from '@jest/globals';
import { isGreen, renderTable } from './result-table.ts';
import { readSteps } from './step-result.ts';

const task = (name: string, status: string, exitCode?: number) => ({
  task: `check:${name}`,
  cache: { status },
  ...(exitCode === undefined ? {} : { execution: { startTime: 1_000, endTime: 2_500, exitCode } }),
});
const summary = JSON.stringify({
  tasks: [task('unit', 'MISS'), task('lint', 'MISS', 1), task('tidy', 'HIT', 0), task('types', 'MISS', 0)],
});
const output = [
  { source: 'turbo', text: 'turbo 2' },
  { source: '//#check:lint', text: 'cache miss, executing 1' },
  { source: '//#check:lint', text: '> biome lint' },
  { source: '//#check:lint', text: 'a.ts:1 wrong' },
  { source: '//#check:lint', text: ' ELIFECYCLE  Command failed with exit code 1.' },
]
  .map((line) => JSON.stringify(line))
  .join('\n');
const report = { summary, output };
const names = ['lint', 'types', 'tidy', 'unit'];

test('every step reports what became of it, in the order asked for', () => {
  expect(readSteps(report, names)).toEqual([
    { name: 'lint', outcome: 'failed', seconds: 1.5, log: 'a.ts:1 wrong' },
    { name: 'types', outcome: 'passed', seconds: 1.5, log: '' },
    { name: 'tidy', outcome: 'unchanged', seconds: 1.5, log: '' },
    { name: 'unit', outcome: 'not run', seconds: 0, log: '' },
  ]);
});

test('one step that failed or did not run turns the whole red', () => {
  expect(isGreen(readSteps(report, ['types', 'tidy']))).toBe(true);
  expect(isGreen(readSteps(report, ['types', 'lint']))).toBe(false);
  expect(isGreen(readSteps(report, ['types', 'unit']))).toBe(false);
  expect(isGreen(readSteps(report, ['never heard of']))).toBe(false);
});

test('the table is read at a glance', () => {
  expect(renderTable(readSteps(report, names), 3.21).split('\n')).toEqual([
    'step       seconds  result',
    'lint           1.5  failed',
    'types          1.5  passed',
    'tidy           1.5  unchanged',
    'unit           0.0  not run',
    'all            3.2  failed',
  ]);
});
