import { describe, expect, it } from '@jest/globals';
import { CODE_MAX_ATTEMPTS, type CodeRequest, normaliseCode, refuseCode } from './code-request.ts';

const NOW = new Date('2026-11-20T09:00:00Z');
const OPEN: CodeRequest = { expiresAt: new Date('2026-11-20T09:10:00Z'), attempts: 0, usedAt: null, issued: true };

describe('a one-time code', () => {
  it('is taken while it is open', () => {
    expect(refuseCode(OPEN, true, NOW)).toBeNull();
  });

  it.each<[string, CodeRequest | null, boolean, string]>([
    ['never asked for', null, true, 'no_code'],
    ['not yet sent', { ...OPEN, issued: false }, true, 'no_code'],
    ['used', { ...OPEN, usedAt: NOW }, true, 'no_code'],
    ['ten minutes old', { ...OPEN, expiresAt: NOW }, true, 'expired'],
    ['guessed at too often', { ...OPEN, attempts: CODE_MAX_ATTEMPTS }, true, 'too_many_attempts'],
    ['wrong', OPEN, false, 'wrong_code'],
  ])('is not taken when %s', (_when, request, matches, refusal) => {
    expect(refuseCode(request, matches, NOW)).toBe(refusal);
  });

  it('may be typed with spaces and hyphens', () => {
    expect(normaliseCode(' 1234-56 78 ')).toBe('12345678');
  });
});
