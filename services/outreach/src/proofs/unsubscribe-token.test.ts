import { describe, expect, test } from '@jest/globals';
import { identitySha256 } from './identity-sha256.ts';
import { readUnsubscribeToken, unsubscribeToken } from './unsubscribe-token.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test';
const subject = {
  tenantId: '00000000-0000-4000-8000-000000000001',
  messageId: '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a01',
};

describe('an unsubscribe link', () => {
  test('names its message to whoever has the key', () => {
    const token = unsubscribeToken(KEY, subject);
    expect(token).toMatch(/^[\w-]{64}$/);
    expect(readUnsubscribeToken(KEY, token)).toEqual(subject);
  });

  test('made with another key, changed or cut names nothing', () => {
    const token = unsubscribeToken(KEY, subject);
    expect(readUnsubscribeToken(`${KEY}!`, token)).toBeUndefined();
    expect(readUnsubscribeToken(KEY, `B${token.slice(1)}`)).toBeUndefined();
    expect(readUnsubscribeToken(KEY, token.slice(0, -2))).toBeUndefined();
    expect(readUnsubscribeToken(KEY, '')).toBeUndefined();
  });
});

test('an identity is told by the fingerprint that an order to forget gives', () => {
  expect(identitySha256('email', 'jo@brackenlane.org')).toBe(
    'c2d69161130ba6c1ce8ad3d16cf90f71e3609872d5de750a5830367a321ee96f',
  );
});
