import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('does not depend on the order in which members were written', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'] })).toBe('{"a":[true,null,"x"],"b":1}');
    expect(canonicalJson({ a: [true, null, 'x'], b: 1 })).toBe('{"a":[true,null,"x"],"b":1}');
  });

  it('sorts members by UTF-16 code units and escapes as ECMAScript does', () => {
    expect(canonicalJson({ '€': 1, '\r': 2, '1': 3, ö: 4 })).toBe('{"\\r":2,"1":3,"ö":4,"€":1}');
  });

  it('refuses what has no JSON or no bytes', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow('no such number');
    expect(() => canonicalJson('\ud800')).toThrow('lone surrogate');
  });
});
