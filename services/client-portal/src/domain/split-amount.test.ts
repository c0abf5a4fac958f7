import { describe, expect, it } from '@jest/globals';
import { splitAmount } from './split-amount.ts';

describe('splitting money', () => {
  it('A18 splits $100 in three so that no cent is lost', () => {
    expect(splitAmount(10_000, [1, 1, 1])).toEqual([3334, 3333, 3333]);
  });

  it('gives left-over units to the largest remainders', () => {
    expect(splitAmount(100, [1, 2, 4])).toEqual([14, 29, 57]);
  });

  it.each([
    [1, [1, 1, 1]],
    [0, [3, 1]],
    [999_999_999, [7, 11, 13, 17]],
    [5, [1, 0, 1]],
  ])('adds %i up again after splitting by %j', (amount, weights) => {
    expect(splitAmount(amount, weights).reduce((a, b) => a + b, 0)).toBe(amount);
  });

  it('refuses what it could only split by making money up', () => {
    expect(() => splitAmount(100, [])).toThrow('positive weights');
    expect(() => splitAmount(100, [1, -1, 5])).toThrow('positive weights');
    expect(() => splitAmount(1.5, [1])).toThrow('whole minor units');
    expect(() => splitAmount(-1, [1])).toThrow('whole minor units');
  });
});
