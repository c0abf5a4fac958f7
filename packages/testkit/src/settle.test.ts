import { expect, test } from '@jest/globals';
import { settle } from './settle.ts';

test('waits until what was expected has happened', async () => {
  let looks = 0;
  await settle(
    () => {
      looks += 1;
      expect(looks).toBe(3);
    },
    { everyMs: 1 },
  );
  expect(looks).toBe(3);
});

test('gives back what the condition found', async () => {
  const found = [undefined, 'contract'];
  expect(await settle(() => found.shift() ?? false, { everyMs: 1 })).toBe('contract');
});

test('fails with the state it saw last', async () => {
  const never = settle(() => expect('two rows').toBe('three rows'), { timeoutMs: 20, everyMs: 1 });
  await expect(never).rejects.toThrow(/Not settled after 20 ms: .*two rows/s);
});

test('says so when there is nothing but a condition that stays false', async () => {
  await expect(settle(() => false, { timeoutMs: 5, everyMs: 1 })).rejects.toThrow('the condition is still false');
});
