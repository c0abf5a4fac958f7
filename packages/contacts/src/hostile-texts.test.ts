import { expect, test } from '@jest/globals';
import { extractContacts } from './extract-contacts.ts';

const LENGTH = 100_000;
/** What a rule may take of the processor for so much; a pattern that goes back and forth takes hours. */
const LIMIT_MS = 5_000;

const read = (text: string, platform = 'github') =>
  extractContacts({ platform, url: null, author: 'hazel_w', title: null, text });

test.each([
  'a.',
  'a at ',
  'A at B.com ',
  '12-',
  '0',
  '+1 ',
  '(415) 555-0123 ',
  '@a',
  '@a/',
  'a@b.',
  'e@wrenlock.io ',
  '<',
  '<a>',
  '<a href="',
  '<!--',
  '<script>',
  '<b style="display:none">',
  '[a](',
  '![a](b',
  '&#64;',
  '&amp;',
  '\\_',
  '`',
  '```\n',
  '=40',
  'http://',
  'http://a.io ',
  'a.io ',
  't.me/a ',
  'u/abc ',
  'mailto:a@b.io,',
  'discord ',
  'telegram: ',
  'x ',
  '[x]',
  'a#1234 discord ',
  'my username ',
  'h a z e l @ ',
  '😀',
  'ａ＠',
  'reversed a@b ',
  'aGFsbG8gd2VsdCBoYWxsbyB3ZWx0',
  'data-cfemail="00',
  'whatsapp ',
  'github: a\n',
])('a text of nothing but %j is read to its end', (unit) => {
  const started = process.cpuUsage();
  read(unit.repeat(LENGTH / unit.length));
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(LIMIT_MS);
});

/** A small generator with a seed (mulberry32), so that what fails once fails again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  'hazel',
  '@',
  'wrenlock.io',
  ' at ',
  ' dot ',
  '[at]',
  '(dot)',
  ' ',
  '\n',
  '.',
  ',',
  '<',
  '>',
  '<b>',
  '</b>',
  '<a href="',
  '">',
  '</a>',
  '&#64;',
  '&amp;',
  '&lt;p&gt;',
  '\\_',
  '**',
  '`',
  '```',
  '[',
  '](',
  ')',
  'https://',
  'x.com/',
  't.me/',
  'mailto:',
  'Telegram: ',
  'Discord',
  '#0417',
  '+44 20 7946 0123',
  '(415) 555-0199',
  'tel:',
  'WhatsApp',
  'u/',
  '\u200b',
  '＠',
  '=40',
  '字',
  '😀',
  '\ud83d',
  '\0',
  '\x1a',
  'A'.repeat(70),
];

test('whatever is written, nothing throws, and behind every finding stands the stretch of text that it came from', () => {
  const next = seeded(20_261_128);
  const pick = () => PIECES[Math.floor(next() * PIECES.length)] ?? '';
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: 1 + Math.floor(next() * 25) }, pick).join('');
    const platform = ['github', 'twitter', 'telegram', 'discord', 'web'][round % 5] ?? 'web';
    const contacts = read(text, platform);
    expect(read(text, platform)).toEqual(contacts);
    for (const { source } of contacts) {
      expect(source.start).toBeGreaterThanOrEqual(0);
      expect(source.end).toBeLessThanOrEqual(text.length);
      expect(text.slice(source.start, source.end)).not.toBe('');
    }
  }
});

test('where a contact is written as it is, its place holds just that', () => {
  const text =
    'Ask hazel@wrenlock.io, <b>rowan@wrenlock.io</b>, +44 20 7946 0123 or https://x.com/hazelw &amp; t.me/hazel_w';
  const written = read(text).map(({ source }) => text.slice(source.start, source.end));
  expect(written.sort()).toEqual([
    '+44 20 7946 0123',
    'hazel@wrenlock.io',
    'https://x.com/hazelw',
    'rowan@wrenlock.io',
    't.me/hazel_w',
  ]);
});

test('a contact behind a megabyte of words is found', () => {
  expect(read(`${'words and more words '.repeat(50_000)}hazel@wrenlock.io`)).toMatchObject([
    { value: 'hazel@wrenlock.io' },
  ]);
});
