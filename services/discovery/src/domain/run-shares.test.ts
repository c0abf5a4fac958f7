import { expect, test } from '@jest/globals';
import { sharesOf } from './run-shares.ts';

test.each([
  [300, 1, [300]],
  [10, 3, [4, 3, 3]],
  [2, 3, [1, 1, 1]],
])('%d posts among %d sources', (limit, sources, shares) => {
  expect(sharesOf(limit, sources)).toEqual(shares);
});
