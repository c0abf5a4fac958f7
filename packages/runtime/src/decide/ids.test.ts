import { expect, test } from '@jest/globals';
import { idFrom } from './ids.ts';

test('an id is the UUIDv5 of its parts, as any other implementation makes it', () => {
  expect(idFrom('payments', 'zażółć 🛠️', 0)).toBe('c8e297f6-5123-5095-a779-38abe07306b2');
  expect(idFrom('x'.repeat(2_000))).toBe('1b37ec02-028a-54b9-bca1-f030bbca464c');
});

test('parts are told apart, and may not hold what separates them', () => {
  expect(idFrom('a', 'bc')).not.toBe(idFrom('ab', 'c'));
  expect(() => idFrom('a', 'b\u001fc')).toThrow('unit separator');
});
