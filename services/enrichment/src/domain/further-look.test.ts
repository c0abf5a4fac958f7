import { expect, test } from '@jest/globals';
import { furtherLook, LOOK_PLACES, type LookFacts, lookKey } from './further-look.ts';
import type { FoundContact } from './rank-contacts.ts';

const post = (url: string | null, platform = 'web', author: string | null = null) => ({
  platform,
  url,
  author,
  postedAt: null,
});

const facts: LookFacts = { contacts: [], taken: [], places: new Set(LOOK_PLACES), mayMatch: false };
const BOARD = 'https://boards.tansyfield.net/thread/9';
const site: FoundContact = {
  kind: 'website',
  value: 'https://tansyfield.works/',
  rule: 'site.own',
  source: { where: 'text', url: null, start: 0, end: 1 },
  score: 0.3,
  reasons: [],
};

test('where a post left nothing, the page behind it is looked at, once', () => {
  expect(furtherLook(post(`${BOARD}#reply`), facts)).toEqual({ place: 'source_page', target: BOARD });
  const taken = [{ place: 'source_page', outcome: 'read' }] as const;
  expect(furtherLook(post(BOARD), { ...facts, taken })).toBeUndefined();
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
  expect(furtherLook(post(url), facts)).toBeUndefined();
});

test('a site whose name only ends like a platform is none', () => {
  expect(furtherLook(post('https://notreddit.com/thread'), facts)).toBeDefined();
});

test.each([
  { platform: 'github', author: 'Tansy-W', look: { place: 'github_profile', target: 'tansy-w' } },
  { platform: 'x', author: 'tansy_w', look: { place: 'x_profile', target: 'tansy_w' } },
  { platform: 'github', author: 'algora-pbc[bot]', look: undefined },
  { platform: 'github', author: '../../admin', look: undefined },
  { platform: 'x', author: 'name/with?signs', look: undefined },
  { platform: 'reddit', author: 'tansy_w', look: undefined },
])('the profile of $author on $platform is looked at on that platform or not at all', ({ author, look, platform }) => {
  expect(furtherLook(post(null, platform, author), facts)).toEqual(look);
});

test.each(['reddit', 'x', 'twitter'])(
  'authors of %s are not looked for elsewhere unless the tenant may',
  (platform) => {
    const contacts = [site];
    expect(furtherLook(post(BOARD, platform), { ...facts, contacts })).toBeUndefined();
    const page = furtherLook(post(BOARD, platform), { ...facts, contacts, mayMatch: true });
    expect(page).toEqual({ place: 'source_page', target: BOARD });
    const own = furtherLook(post(null, platform), { ...facts, contacts, mayMatch: true });
    expect(own).toEqual({ place: 'author_site', target: 'https://tansyfield.works/' });
  },
);

test('nothing is looked at where looking is turned off, or there is nothing to look at', () => {
  expect(furtherLook(post(BOARD), { ...facts, places: new Set() })).toBeUndefined();
  expect(furtherLook(post(null), facts)).toBeUndefined();
});

test('the same page is one look, another page another', () => {
  const [one, two] = ['https://a.works/', 'https://b.works/'].map((target) =>
    lookKey({ place: 'source_page', target }),
  );
  expect(one).toBe(lookKey({ place: 'source_page', target: 'https://a.works/' }));
  expect(one).not.toBe(two);
});
