import { expect, test } from '@jest/globals';
import { readImportLine } from './import-line.ts';

const line = (value: unknown) => readImportLine(JSON.stringify(value));

test('reads a line with all it may hold', () => {
  const read = line({
    platform: 'Reddit',
    id: 'a1',
    url: 'https://reddit.com/r/x/1',
    author: 'b',
    title: 't',
    text: 'x',
    postedAt: '2026-05-04T10:00:00Z',
  });
  expect(read).toEqual({
    platform: 'reddit',
    externalId: 'a1',
    url: 'https://reddit.com/r/x/1',
    author: 'b',
    title: 't',
    text: 'x',
    postedAt: new Date('2026-05-04T10:00:00Z'),
    thread: null,
    isReply: false,
  });
});

test('knows a line without an id again by its address, else by its content', () => {
  expect(line({ platform: 'web', url: 'https://fen.io/1', text: 'x' })?.externalId).toBe('https://fen.io/1');
  const content = line({ platform: 'web', text: 'x' })?.externalId;
  expect(content).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(line({ platform: 'web', text: 'x' })?.externalId).toBe(content);
  expect(line({ platform: 'web', text: 'y' })?.externalId).not.toBe(content);
});

test.each([
  ['cut off', '{"platform":"web","text":"x'],
  ['not an object', '"text"'],
  ['without a platform', '{"text":"x"}'],
  ['without anything to tell it by', '{"platform":"web","text":"  "}'],
  ['with a text that is none', '{"platform":"web","text":{"a":1}}'],
  ['with an address that is none', '{"platform":"web","text":"x","url":"javascript:alert(1)"}'],
])('does not read a line %s', (_how, text) => {
  expect(readImportLine(text)).toBeUndefined();
});

test.each(['soon', '+275760-09-13T00:00:00Z', '0001-01-01'])('takes a line dated %j without its date', (postedAt) => {
  expect(line({ platform: 'web', text: 'x', postedAt })).toMatchObject({ text: 'x', postedAt: null });
});
