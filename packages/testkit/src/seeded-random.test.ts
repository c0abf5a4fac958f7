import { expect, test } from '@jest/globals';
import { seededRandom } from './seeded-random.ts';

const items = Array.from({ length: 50 }, (_, index) => index);

test('the same seed repeats the same choices, another seed makes others', () => {
  expect(seededRandom(7).shuffle(items)).toEqual(seededRandom(7).shuffle(items));
  expect(seededRandom(7).shuffle(items)).not.toEqual(seededRandom(8).shuffle(items));
});

test('shuffling loses nothing and doubles nothing', () => {
  expect(
    seededRandom(1)
      .shuffle(items)
      .toSorted((a, b) => a - b),
  ).toEqual(items);
});

test('a die shows every face about equally often', () => {
  const random = seededRandom(2026);
  const counts = new Map<number, number>();
  for (let throws = 0; throws < 6_000; throws += 1) {
    const face = random.integer(1, 6);
    counts.set(face, (counts.get(face) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(Math.min(...counts.values())).toBeGreaterThan(850);
  expect(Math.max(...counts.values())).toBeLessThan(1_150);
});

test('one cannot pick from nothing', () => {
  expect(() => seededRandom(1).pick([])).toThrow('Nothing to pick from');
});
