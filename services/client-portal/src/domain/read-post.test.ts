import { describe, expect, it } from '@jest/globals';
import { plainText, shortened, withoutContacts } from './read-post.ts';
import { headline, wishes } from './read-wish.ts';

describe('reading a post', () => {
  it('turns markup into lines of plain text', () => {
    expect(plainText('We&#x27;re stuck &amp; slow<p>Need   **help**<br>now <i>please</i>')).toBe(
      "We're stuck & slow\nNeed help\nnow please",
    );
  });

  it('leaves out every way to reach the author', () => {
    const text =
      'Need a scraper. Mail ada@northquay.dev or ada [at] northquay [dot] dev, +1 (646) 555-0188, @adaq, https://northquay.dev/x';
    const kept = withoutContacts(text);
    expect(kept).toBe('Need a scraper');
    expect(kept).not.toMatch(/northquay|555|adaq/);
  });

  it('shortens at a word and never leaves half a character', () => {
    expect(shortened('one two three four', 12)).toBe('one two…');
    expect(shortened('short', 12)).toBe('short');
    expect(shortened(`aaaaaaaa${'😀'.repeat(4)}`, 10).isWellFormed()).toBe(true);
  });

  it('mends text that a platform broke', () => {
    expect(plainText('broken \ud83d end').isWellFormed()).toBe(true);
  });

  it('mends what a post writes as half a character, and drops what turns the reading direction or cannot be seen', () => {
    expect(plainText('half &#xD83D; and whole &#128512;').isWellFormed()).toBe(true);
    expect(plainText('pay \u202e0051 DSU\u2069 now\u0000\u0007')).toBe('pay 0051 DSU now');
  });

  it.each([
    ['one endless word', 'a', ''],
    ['an endless domain', 'a.', ''],
    ['tags that never end', '<p', ''],
    ['brackets', '<', ''],
    ['a way to say "write to" that never ends', 'at, ', 'write to ada@northquay.dev '],
    ['commas that lead nowhere', ', ', 'ada@northquay.dev '],
    ['dots and dashes', '.-', ''],
    ['digits', '1-', ''],
  ])('takes no longer for %s', (_name, piece, before) => {
    const text = `SEEKING FREELANCER we need help to fix a bug in our billing ${before}${piece.repeat(50_000 / piece.length)}x`;
    const startedAt = performance.now();
    const lines = wishes({ title: null, text });
    headline(lines, []);
    expect(performance.now() - startedAt).toBeLessThan(400);
  });
});
