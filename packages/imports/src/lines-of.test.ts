import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { linesOf } from './lines-of.ts';

async function cut(chunks: readonly string[], maxBytes = 100): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for await (const { text } of linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), maxBytes))
    texts.push(text);
  return texts;
}

test('lines come whole however the file arrives', async () => {
  expect(await cut(['a', 'b\r\nc', '\n', '\nd'])).toEqual(['ab', 'c', '', 'd']);
  expect(await cut([])).toEqual([]);
});

test('a line beyond the limit is passed over and the next one read', async () => {
  expect(await cut(['123', '456\nok\n1234567'], 5)).toEqual([undefined, 'ok', undefined]);
});
