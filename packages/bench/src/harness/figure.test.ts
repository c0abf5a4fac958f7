import { expect, test } from '@jest/globals';
import { type Figure, printed, renderTable } from './figure.ts';

const row = (changes: Partial<Figure> = {}): Figure => ({
  name: 'relay',
  value: 30_000,
  unit: 'events/s',
  baseline: 50_000,
  target: { atLeast: 0.5 },
  ...changes,
});

test('a figure with a baseline is judged by its ratio', () => {
  expect(printed(row())).toEqual({
    name: 'relay',
    value: 30_000,
    unit: 'events/s',
    baseline: 50_000,
    ratio: 0.6,
    target: 0.5,
    met: true,
  });
  expect(printed(row({ value: 20_000 })).met).toBe(false);
});

test('an absolute figure is judged by its value, and has neither baseline nor ratio', () => {
  const latency = row({ name: 'p50', value: 2.5, unit: 'ms', baseline: null, target: { atMost: 3 } });
  expect(printed(latency)).toMatchObject({ baseline: null, ratio: null, target: 3, met: true });
  expect(printed({ ...latency, value: 3.5 }).met).toBe(false);
});

test('a figure that only informs has neither target nor verdict', () => {
  expect(printed(row({ target: null }))).toMatchObject({ ratio: 0.6, target: null, met: null });
});

test('the verdict is on what was measured, not on what rounding makes of it', () => {
  expect(printed(row({ value: 0.499999, baseline: 1 }))).toMatchObject({ ratio: 0.5, met: false });
});

test('a figure that was not measured is refused', () => {
  expect(() => printed(row({ baseline: 0 }))).toThrow('relay was not measured');
});

test('the table says whether a target is a floor or a ceiling, and whether it was met', () => {
  const table = renderTable([row(), row({ name: 'p99', value: 16, baseline: null, target: { atMost: 15 } })]);
  expect(table.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    'name | value | unit | baseline | ratio | target | met',
    'relay | 30000 | events/s | 50000 | 0.6 | at least 0.5 | yes',
    'p99 | 16 | events/s | at most 15 | NO',
    '',
  ]);
});
