import { expect, test } from '@jest/globals';
import { textsThatTell } from './source-secrecy.ts';

const source = {
  platform: 'harbour_flats',
  externalId: 'HF-2291-x',
  url: 'https://www.harbour-flats.example/offer/2291',
};

const tells = (text: string) => textsThatTell(source, { text }).length > 0;

test.each([
  ['its host', 'see harbour-flats.example for more'],
  ['its address', 'https://harbour-flats.example/offer/2291'],
  ['the name of the platform', 'as seen on HARBOUR FLATS'],
  ['its code', 'harbour_flats offer'],
  ['the id it has there', 'offer hf-2291-X, two rooms'],
  ['full-width letters', 'ｈａｒｂｏｕｒ－ｆｌａｔｓ．ｅｘａｍｐｌｅ'],
  ['letters with nothing between them that can be seen', 'har\u200bbour fl\u00adats'],
])('a text that tells the source by %s is noticed', (_how, text) => {
  expect(tells(text)).toBe(true);
});

test.each(['Two rooms near the old harbour', 'Flats by the harbour', 'Offer 2291', ''])(
  'a text like "%s" tells nothing',
  (text) => {
    expect(tells(text)).toBe(false);
  },
);

test('short names and ids, which stand anywhere by chance, are let through; the host is not', () => {
  const short = { platform: 'web', externalId: '12', url: 'https://ab.example/12' };
  const texts = { title: 'Web desk, 12 drawers', description: 'look at ab.example', note: null };
  expect(textsThatTell(short, texts)).toEqual(['description']);
  expect(textsThatTell({ platform: 'web', externalId: '12', url: null }, texts)).toEqual([]);
});
