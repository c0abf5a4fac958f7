import { expect, test } from '@jest/globals';
import { pageKeyOf } from './page-key.ts';

test.each([
  [
    'https://www.reddit.com/r/forhire/comments/1abc2d/hiring_inker/?utm_source=share',
    'https://old.reddit.com/comments/1abc2d',
  ],
  ['https://twitter.com/ada/status/12', 'https://x.com/ada/status/12/'],
  ['http://Fen.io/a?b=2&a=1#top', 'https://www.fen.io/a?a=1&b=2&ref=hn'],
  ['https://news.ycombinator.com/item?id=4', 'https://news.ycombinator.com/item?id=4'],
])('%s and %s are one page', (one, other) => {
  expect(pageKeyOf(one)).toBe(pageKeyOf(other));
});

test('other pages, and none, have other keys', () => {
  expect(pageKeyOf('https://news.ycombinator.com/item?id=4')).not.toBe(
    pageKeyOf('https://news.ycombinator.com/item?id=5'),
  );
  expect([pageKeyOf(null), pageKeyOf('no address')]).toEqual([null, null]);
});
