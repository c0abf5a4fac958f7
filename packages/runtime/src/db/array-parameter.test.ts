import { expect, test } from '@jest/globals';
import { plainArray, textArray } from './array-parameter.ts';

test('texts become a binary array with their lengths in bytes, nulls and all', () => {
  const bytes = textArray(['é', null, '']);
  expect(bytes.toString('hex').match(/.{8}|.+$/g)).toEqual([
    ...['00000001', '00000001', '00000019', '00000003', '00000001'],
    ...['00000002', 'c3a9ffff', 'ffff0000', '0000'],
  ]);
});

test('no texts become an array without a dimension', () => {
  expect(textArray([]).toString('hex')).toBe('000000000000000000000019');
});

test('plain values need no quotes', () => {
  expect(plainArray([1, null, 'b'])).toBe('{1,NULL,b}');
  expect(plainArray([])).toBe('{}');
});
