import { expect, test } from '@jest/globals';
import { interleaved, median, percentile, repeated } from './rounds.ts';

test('the median is the middle value, whatever the order, and the mean of the two middle ones of an even number', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 10])).toBe(3.5);
  expect(() => median([])).toThrow('no median of nothing');
});

test('sides take turns, each round begins with another one, and garbage is collected before each', async () => {
  const calls: string[] = [];
  const side = (name: string) => async () => {
    calls.push(name);
    return 1;
  };
  const before = () => void calls.push('gc');
  await interleaved({ ours: side('ours'), theirs: side('theirs') }, { rounds: 2, before, onMeasured: () => undefined });

  const [warmUp, first, second] = [calls.slice(0, 4), calls.slice(4, 8), calls.slice(8)];
  expect(warmUp).toEqual(['gc', 'ours', 'gc', 'theirs']);
  expect(first).toEqual(['gc', 'theirs', 'gc', 'ours']);
  expect(second).toEqual(['gc', 'ours', 'gc', 'theirs']);
});

test('the first turn warms up and does not count; of the others each side has its median', async () => {
  const values = { ours: [1_000, 3, 1, 2], theirs: [0, 10, 30, 20] };
  const reported: string[] = [];
  const medians = await interleaved(
    { ours: async () => values.ours.shift() ?? 0, theirs: async () => values.theirs.shift() ?? 0 },
    { rounds: 3, before: () => undefined, onMeasured: (name, value) => reported.push(`${name} ${value}`) },
  );
  expect(medians).toEqual({ ours: 2, theirs: 20 });
  expect(reported).toHaveLength(6);
  expect(reported).not.toContain('ours 1000');
});

test('a percentile is the value that as many do not exceed', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(() => percentile([], 0.5)).toThrow('no percentile of nothing');
});

test('figures measured together are repeated after a first time that does not count, and each has its median', async () => {
  const rounds = [
    { p50: 900, p99: 900 },
    { p50: 1, p99: 30 },
    { p50: 3, p99: 10 },
    { p50: 2, p99: 20 },
  ];
  const medians = await repeated(async () => rounds.shift() ?? { p50: 0, p99: 0 }, {
    rounds: 3,
    before: () => undefined,
    onMeasured: () => undefined,
  });
  expect(medians).toEqual({ p50: 2, p99: 20 });
  expect(rounds).toEqual([]);
});
