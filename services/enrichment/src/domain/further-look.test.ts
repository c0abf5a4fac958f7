import { expect, test } from '@jest/globals';
import { furtherLook, lookKey } from './further-look.ts';

const post = (url: string | null, platform = 'web') => ({ platform, url, author: null, postedAt: null });
const pages = new Set(['source_page'] as const);

test('where a post left nothing, the page behind it is looked at, once', () => {
  const look = furtherLook(post('https://boards.tansyfield.net/thread/9#reply'), [], pages);
  expect(look).toEqual({ place: 'source_page', target: 'https://boards.tansyfield.net/thread/9' });
  const taken = [{ place: 'source_page', outcome: 'read' }] as const;
  expect(furtherLook(post('https://boards.tansyfield.net/thread/9'), taken, pages)).toBeUndefined();
});

test.each([
  'https://www.reddit.com/r/forhire/comments/abc/',
  'https://old.reddit.com/r/forhire',
  'https://x.com/somebody/status/1',
  'https://mobile.twitter.com/somebody',
  'https://github.com/oakum/ferry/issues/1',
  'https://news.ycombinator.com/item?id=1',
  'https://uk.linkedin.com/in/somebody',
  'https://www.upwork.com/jobs/~01',
])("%s is a platform's page and never fetched", (url) => {
  expect(furtherLook(post(url), [], pages)).toBeUndefined();
});

test('a site whose name only ends like a platform is none', () => {
  expect(furtherLook(post('https://notreddit.com/thread'), [], pages)).toBeDefined();
});

test.each(['reddit', 'x'])("a page that an author of %s's post links to is not looked at", (platform) => {
  expect(furtherLook(post('https://tansyfield.works/', platform), [], pages)).toBeUndefined();
});

test('nothing is looked at where looking is turned off, or there is nothing to look at', () => {
  expect(furtherLook(post('https://boards.tansyfield.net/'), [], new Set())).toBeUndefined();
  expect(furtherLook(post(null), [], pages)).toBeUndefined();
});

test('the same page is one look, another page another', () => {
  const [one, two] = ['https://a.works/', 'https://b.works/'].map((target) =>
    lookKey({ place: 'source_page', target }),
  );
  expect(one).toBe(lookKey({ place: 'source_page', target: 'https://a.works/' }));
  expect(one).not.toBe(two);
});
