import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readOrderReference, writeOrderReference } from './order-reference.ts';

const reference = () => ({
  tenantId: randomUUID(),
  contractId: randomUUID(),
  milestoneId: randomUUID(),
  operationId: randomUUID(),
  correlationId: randomUUID(),
});

test('what we write onto an order fits into what PayPal keeps of it, and reads back the same', () => {
  for (let round = 0; round < 100; round += 1) {
    const written = reference();
    const text = writeOrderReference(written);
    expect(text.length).toBeLessThanOrEqual(127);
    expect(text).toMatch(/^[A-Za-z0-9_.-]+$/);
    expect(readOrderReference(text)).toEqual(written);
  }
});

test.each(['', 'INV-2026-11', 'a.b.c.d.e', `${writeOrderReference(reference())}.x`])(
  'what others wrote is none of ours: %s',
  (text) => {
    expect(readOrderReference(text)).toBeUndefined();
  },
);

test('what is no UUID is not written', () => {
  expect(() => writeOrderReference({ ...reference(), tenantId: 'acme' })).toThrow('UUIDs');
});
