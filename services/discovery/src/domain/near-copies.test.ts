import { expect, test } from '@jest/globals';
import { bandsOf, likenessOf, signatureOf } from './near-copies.ts';

const WORDS =
  'we run a small ferry and need a page where people book a crossing pay a deposit and get a ticket by mail the old page loses every third booking and nobody here knows why please show one thing you have made that is still in use we can pay on delivery'.split(
    ' ',
  );

/** What is stored was made so: other values would find no earlier post again. */
const SAVED = { signature: [78_107, 769_120, 7124, 3_576_850], bands: ['2389451659929005', '1911406611672844'] };

/** Replaces every `nth` word. */
const edited = (nth: number) => WORDS.map((word, at) => (at % nth === nth - 1 ? `${word}x` : word));
const shareABand = (a: readonly string[], b: readonly string[]) => {
  const known = new Set(bandsOf(signatureOf(a)));
  return bandsOf(signatureOf(b)).some((band) => known.has(band));
};

test('the same words have the same signature in every process, for ever', () => {
  expect(signatureOf(WORDS).slice(0, 4)).toEqual(SAVED.signature);
  expect(bandsOf(signatureOf(WORDS)).slice(0, 2)).toEqual(SAVED.bands);
});

test('likeness falls with every word that differs', () => {
  const likeness = [40, 20, 8, 3].map((nth) => likenessOf(signatureOf(WORDS), signatureOf(edited(nth))));
  expect(likeness).toEqual([...likeness].sort((a, b) => b - a));
  expect(likeness[0]).toBeGreaterThan(0.8);
  expect(likeness[3]).toBeLessThan(0.2);
});

test('near copies share a band, other posts none', () => {
  expect(shareABand(WORDS, edited(20))).toBe(true);
  expect(shareABand(WORDS, ['still', 'open', ...WORDS, 'and', 'still', 'open'])).toBe(true);
  expect(shareABand(WORDS, [...WORDS].reverse())).toBe(false);
});

test('short posts are not compared by their wording', () => {
  expect(signatureOf(['need', 'a', 'logo', 'for', '50'])).toEqual([]);
  expect(bandsOf([])).toEqual([]);
  expect(likenessOf([], [])).toBe(0);
});
