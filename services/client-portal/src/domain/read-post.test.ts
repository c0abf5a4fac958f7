import { describe, expect, it } from '@jest/globals';
import { plainText, shortened, withoutContacts } from './read-post.ts';

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
});
