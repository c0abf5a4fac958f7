import { describe, expect, test } from '@jest/globals';
import { importing, withConstantListed, withListCast, withListed } from './edit-syntax.ts';

const code = (text: string) => ({ path: 'service.ts', text });

describe('a list in a property', () => {
  test.each([
    ['return { handlers: [] };', 'return { handlers: [a] };'],
    [
      "return { handlers: [x(1), ...more, /* last */ 'é'], };",
      "return { handlers: [x(1), ...more, /* last */ 'é', a], };",
    ],
    ['return { handlers: [x] as const };', 'return { handlers: [x, a] as const };'],
  ])('%s', (before, after) => {
    const wrapped = (text: string) => `const ü = 1;\nfunction f() { ${text} }`;
    expect(withListed(code(wrapped(before)), 'handlers', 'a')).toBe(wrapped(after));
  });

  test('is cast once', () => {
    const cast = withListCast(code('f({ effects: [a] });'), 'effects', 'E');
    expect(cast).toBe('f({ effects: [a] as E });');
    expect(withListCast(code(cast), 'effects', 'E')).toBe(cast);
  });

  test.each(['f({ routes: [] });', 'f({ handlers });', 'f({ handlers: [] }, { handlers: [] });'])(
    'that is not there, or twice, is left to people: %s',
    (text) => {
      expect(() => withListed(code(text), 'handlers', 'onFound')).toThrow(
        'service.ts: the list `handlers` was not found; nothing was made. Make it by hand, and add onFound there',
      );
    },
  );
});

test('a list in a constant is found through calls and casts', () => {
  expect(withConstantListed(code('const EVENTS: E[] = [a].flatMap((b) => [c]);'), 'EVENTS', 'd')).toContain('[a, d]');
  expect(withConstantListed(code("const NAMES = ['a'] as const;"), 'NAMES', "'b'")).toContain("['a', 'b']");
});

describe('an import', () => {
  test('takes one more name where its module is imported already, and that once', () => {
    const text = "import { a } from './a.ts';\nimport type { B } from './b.ts';\n";
    const more = importing(code(text), ['a', 'c'], './a.ts');
    expect(more).toContain("import { a, c } from './a.ts';");
    expect(importing(code(more), ['c'], './a.ts')).toBe(more);
    expect(importing(code(text), ['b'], './b.ts')).toBe(`${text.trimEnd()}\nimport { b } from './b.ts';\n`);
  });

  test('is the first line of a file that has none', () => {
    expect(importing(code('x();\n'), ['x'], './x.ts')).toBe("import { x } from './x.ts';\nx();\n");
  });
});
