import { describe, expect, test } from '@jest/globals';
import { readPrompt } from './read-prompt.ts';

describe('a sentence becomes searches by rules', () => {
  test.each([
    [
      'find me 3 CTOs in San Francisco tech companies',
      {
        count: 3,
        role: 'CTO',
        location: 'San Francisco',
        texts: ['CTO tech companies San Francisco', 'CTO San Francisco'],
      },
    ],
    [
      'Find ten founders on Reddit and Hacker News who need a web developer in Berlin',
      { count: 10, location: 'Berlin', sources: ['hackernews', 'reddit'], role: 'founder' },
    ],
    [
      'posts on X in German by people looking for a logo designer, budget over €500',
      {
        language: 'de',
        role: 'logo designer',
        sources: ['x'],
        budget: { amountMinor: 50_000, currency: 'EUR', bound: 'least' },
        texts: ['logo designer'],
      },
    ],
    [
      'startups in london that want a shopify developer for under 5k usd',
      { location: 'london', budget: { amountMinor: 500_000, currency: 'USD', bound: 'most' } },
    ],
    [
      'GitHub bounties for Rust above $1,000',
      { sources: ['github'], budget: { amountMinor: 100_000, currency: 'USD', bound: 'least' } },
    ],
    [
      'a dozen translators from Poland',
      { count: 12, role: 'translator', location: 'Poland', texts: ['translator Poland'] },
    ],
  ])('%s', (prompt, expected) => {
    expect(readPrompt(prompt)).toMatchObject(expected);
  });

  test('a sentence that no rule knows is searched for as it is', () => {
    expect(readPrompt('lantern restoration')).toMatchObject({
      texts: ['lantern restoration'],
      count: null,
      sources: [],
      budget: null,
    });
  });

  test.each(['web3 developer', 'Python 3.12 migration', 'a 50% discount page', 'Node 24-ready developer'])(
    'a number that counts nobody is none: %s',
    (prompt) => {
      expect(readPrompt(prompt).count).toBeNull();
    },
  );

  test('every word it searches for stands in the sentence', () => {
    const prompt = 'Show me five agencies near Lisbon seeking "quoted" (SEO) writers -site:evil.example';
    const words = readPrompt(prompt).texts.flatMap((text) => text.split(' '));
    expect(words.length).toBeGreaterThan(2);
    expect(words.filter((word) => !prompt.includes(word.slice(0, -1)))).toEqual([]);
  });

  test.each(['', '   ', '???', 'please find me', '\u0000', '$'.repeat(500), 'in '.repeat(160)])(
    'says something of any text: %p',
    (prompt) => {
      expect(readPrompt(prompt).texts.every((text) => text.trim() !== '')).toBe(true);
    },
  );
});
