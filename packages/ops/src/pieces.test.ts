import { describe, expect, test } from '@jest/globals';
import { chunksOf } from './commands/discover.ts';
import { readMoment } from './moment.ts';
import { drawBar } from './progress-bar.ts';
import { textTable } from './text-table.ts';

describe('a moment', () => {
  const now = new Date('2026-11-20T12:00:00Z');

  test.each([
    ['90s', '2026-11-20T11:58:30.000Z'],
    ['2h', '2026-11-20T10:00:00.000Z'],
    ['7d', '2026-11-13T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T08:00:00+02:00', '2026-11-01T06:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readMoment(text, now).toISOString()).toBe(expected);
  });

  test.each(['', 'yesterday', '5', '2026-13-01', '5 h'])('"%s" is none', (text) => {
    expect(() => readMoment(text, now)).toThrow(/is no time/);
  });
});

describe('an import', () => {
  const cut = async (lines: readonly string[]) => {
    const chunks: string[][] = [];
    for await (const chunk of chunksOf(lines)) chunks.push(chunk);
    return chunks;
  };

  test('is cut so that each request stays below the limits, in order', async () => {
    const chunks = await cut(['a', 'b'.repeat(300_000), 'c'.repeat(200_000), 'd']);
    expect(chunks.map((chunk) => chunk.map((line) => line[0]))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    const many = await cut(Array.from({ length: 1001 }, () => 'x'));
    expect(many.map((chunk) => chunk.length)).toEqual([500, 500, 1]);
  });
});

describe('what is printed', () => {
  test('a bar fills, and is full when there is nothing to do', () => {
    expect(drawBar(1, 2, 'half')).toBe(`[${'#'.repeat(15)}${'-'.repeat(15)}] 1/2 half`);
    expect(drawBar(0, 0, '')).toBe(`[${'#'.repeat(30)}] 0/0`);
    expect(drawBar(9, 3, '')).toBe(`[${'#'.repeat(30)}] 9/3`);
  });

  test('a table lines its columns up', () => {
    expect(
      textTable([
        ['ID', 'STATE'],
        ['longer', 'x'],
        ['a', ''],
      ]),
    ).toBe('ID      STATE\nlonger  x\na');
    expect(textTable([['ID']])).toBe('');
  });
});
