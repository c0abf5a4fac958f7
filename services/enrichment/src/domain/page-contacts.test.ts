import { expect, test } from '@jest/globals';
import { readPageContacts } from './page-contacts.ts';

const read = (text: string, contentType = 'text/html') =>
  readPageContacts({ url: 'https://boards.tansyfield.net/thread/9', contentType, text });

const found = (body: string) => read(`<html><head><title>A thread</title></head><body>${body}</body></html>`).contacts;

const article = (words: string) =>
  `<article><h1>Wanted: somebody who mends looms</h1><p>${'We are a weaving mill of nine people, and our looms are older than we are. '.repeat(4)}</p><p>${words}</p></article>`;

test('the address in the main text is found, and said to stand on the page', () => {
  expect(found(`<nav>Home</nav>${article('Write to ines@tansyfield.works about it.')}`)).toEqual([
    expect.objectContaining({
      kind: 'email',
      value: 'ines@tansyfield.works',
      source: { where: 'page', url: 'https://boards.tansyfield.net/thread/9', start: null, end: null },
      reasons: expect.not.arrayContaining(["In the author's own words"]),
    }),
  ]);
});

test('disguised addresses and links of a page are read as those of a post', () => {
  expect(
    found(article('ines [at] tansyfield [dot] works, or <a href="https://t.me/tansyines">here</a>')),
  ).toMatchObject([
    { kind: 'email', value: 'ines@tansyfield.works' },
    { kind: 'telegram', value: 'tansyines' },
  ]);
});

test.each([
  ['a by-line', '<div class="post-byline">By Ines, <a href="mailto:ines@tansyfield.works">mail</a></div>'],
  ['an author link', '<p><a rel="author" href="mailto:ines@tansyfield.works">Ines</a></p>'],
  ['an address element in the footer', '<footer><address>ines@tansyfield.works</address></footer>'],
])('who wrote the page is read off %s', (_what, area) => {
  expect(found(`${article('More inside.')}${area}`)).toMatchObject([{ value: 'ines@tansyfield.works' }]);
});

test.each([
  ['navigation', '<nav><a href="mailto:desk@tansyfield.net">Contact the board</a></nav>'],
  ['the footer', '<footer>desk@tansyfield.net</footer>'],
  ['a script', '<script>const mail = "desk@tansyfield.net";</script>'],
  ['a form', '<form>desk@tansyfield.net</form>'],
])("what stands in %s is the site's and not the author's", (_what, margin) => {
  expect(found(`${margin}${article('No address here.')}`)).toEqual([]);
});

test('a page that names many people says nothing about one of them', () => {
  const people = ['ann', 'ben', 'cid', 'dot', 'eve'].map((name) => `<p>${name}@tansyfield.works</p>`).join('');
  expect(read(`<html><body>${article(people)}</body></html>`)).toEqual({ contacts: [], namesMany: true });
});

test('plain text is read as it is', () => {
  expect(read('Write to ines@tansyfield.works', 'text/plain').contacts).toMatchObject([{ kind: 'email' }]);
});

const hostile = {
  'a page of elements in one another': `${'<div>'.repeat(150_000)}x`,
  'a page of links never closed': '<a href=x>'.repeat(100_000),
  'tables in tables': '<table><tr><td>'.repeat(80_000),
  'as many paragraphs as fit': '<p>Hello, this is a text, with commas.</p>'.repeat(40_000),
  'one element of attributes': `<div ${Array.from({ length: 100_000 }, (_, at) => `a${at}=b`).join(' ')}>x</div>`,
  'tags never ended': '<a '.repeat(400_000),
  'two megabytes of signs': '@.'.repeat(500_000),
};

test.each(Object.entries(hostile))('reads %s in bounded time', (_what, html) => {
  const started = process.cpuUsage();
  read(html);
  // Of processor time: a loaded machine must not make it fail.
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(4_000);
});
