import { describe, expect, it } from '@jest/globals';
import { newSessionSecret, readDealCookie, sessionHash, writeDealCookie } from './deal-session.ts';
import { dealToken, readPastedToken, storedTokenHash } from './deal-token.ts';
import { brokenLink, CHAIN_START, type EvidenceLink, nextLink } from './evidence-link.ts';
import { codeHash, newCode, sameHash } from './one-time-code.ts';

const KEY = 'a-key-for-tests-that-is-long-enough-to-be-one';
const CONTRACT = '11111111-1111-4111-8111-111111111111';
const LINK = { contractId: CONTRACT, presentationId: '22222222-2222-4222-8222-222222222222', rotation: 0 };

describe('a deal link', () => {
  it('carries 256 bits that are the same whenever it is asked for', () => {
    expect(Buffer.from(dealToken(KEY, LINK), 'base64url')).toHaveLength(32);
    expect(dealToken(KEY, LINK)).toBe(dealToken(KEY, LINK));
  });

  it('changes with contract, presentation, rotation and key', () => {
    const tokens = [
      dealToken(KEY, LINK),
      dealToken(KEY, { ...LINK, rotation: 1 }),
      dealToken(KEY, { ...LINK, presentationId: CONTRACT }),
      dealToken(KEY, { ...LINK, contractId: LINK.presentationId }),
      dealToken(`${KEY}!`, LINK),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  it('is stored as something it cannot be made from', () => {
    const token = dealToken(KEY, LINK);
    expect(storedTokenHash(KEY, token)).not.toContain(token);
    expect(storedTokenHash(`${KEY}!`, token)).not.toBe(storedTokenHash(KEY, token));
  });

  it('may be pasted whole or as its code', () => {
    const token = dealToken(KEY, LINK);
    expect(readPastedToken(` https://portal.loop-studio.dev/deal#${token}\n`)).toBe(token);
    expect(readPastedToken(token)).toBe(token);
    expect(readPastedToken('https://portal.loop-studio.dev/deal')).toBeNull();
  });
});

describe('a session', () => {
  it('is read back from its cookie and from nothing else', () => {
    const cookie = { tenantId: '00000000-0000-4000-8000-000000000001', secret: newSessionSecret() };
    expect(readDealCookie(writeDealCookie(cookie))).toEqual(cookie);
    expect(readDealCookie(undefined)).toBeNull();
    expect(readDealCookie(`${cookie.tenantId}.short`)).toBeNull();
    expect(sessionHash(KEY, cookie.secret)).not.toContain(cookie.secret);
  });
});

describe('a one-time code', () => {
  const subject = { codeRequestId: CONTRACT, contractId: CONTRACT, purpose: 'sign', milestoneId: null };

  it('has eight digits', () => {
    for (let i = 0; i < 50; i++) expect(newCode()).toMatch(/^\d{8}$/);
  });

  it('is bound to its request, contract, purpose and milestone', () => {
    const hashes = [
      codeHash(KEY, 'salt', subject, '12345678'),
      codeHash(KEY, 'salt', { ...subject, purpose: 'approve' }, '12345678'),
      codeHash(KEY, 'salt', { ...subject, milestoneId: CONTRACT }, '12345678'),
      codeHash(KEY, 'salt', { ...subject, contractId: LINK.presentationId }, '12345678'),
      codeHash(KEY, 'pepper', subject, '12345678'),
      codeHash(KEY, 'salt', subject, '12345679'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(sameHash(hashes[0] ?? '', codeHash(KEY, 'salt', subject, '12345678'))).toBe(true);
    expect(sameHash(hashes[0] ?? '', hashes[1] ?? '')).toBe(false);
  });
});

describe('the chain of evidence', () => {
  function chainOf(...kinds: string[]): EvidenceLink[] {
    let previous = CHAIN_START;
    return kinds.map((kind, index) => {
      const link = nextLink(previous, { kind, n: index });
      previous = link.hash;
      return { position: index + 1, ...link };
    });
  }

  it('holds when nobody touched it', () => {
    expect(brokenLink(chainOf('drafted', 'viewed', 'signed'))).toBeNull();
  });

  it('names the link that was changed, removed or moved', () => {
    const chain = chainOf('drafted', 'viewed', 'signed');
    const changed = chain.map((link) => ({ ...link, record: link.record.replace('viewed', 'viewee') }));
    expect(brokenLink(changed)).toBe(2);
    expect(brokenLink(chain.filter((link) => link.position !== 2))).toBe(2);
    expect(brokenLink([...chain].reverse())).toBe(1);
  });
});
