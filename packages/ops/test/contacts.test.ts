import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runLoopIn } from './run-loop-in.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-contacts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const post = (id: string, text: string) => ({
  id,
  platform: 'hackernews',
  url: null,
  author: 'hazel_w',
  title: null,
  text,
});
const file = (name: string, text?: string) => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};
/** No broker is named: the command must not look for one. */
const extract = (from: string, to: string, ...rest: string[]) =>
  runLoopIn({}, ['contacts', 'extract', '--in', from, '--out', to, ...rest], { folder });
const answersIn = (path: string): { id: string; found: Record<string, string[]> }[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('answers each post with all thirteen labels, in order, without anything running', async () => {
  const lines = [post('a', 'Write to hazel@wrenlock.io'), post('b', 'nothing to see')];
  const from = file('posts.jsonl', `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}`);
  const ran = await extract(from, file('answers.jsonl'), '--json');
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  expect(JSON.parse(ran.out)).toEqual({ read: 2, written: 2, malformed: 0 });
  const [first, second] = answersIn(file('answers.jsonl'));
  expect(first).toMatchObject({ id: 'a', found: { emails: ['hazel@wrenlock.io'], phones: [] } });
  expect(Object.keys(second?.found ?? {})).toEqual(
    'emails twitter linkedin github phones whatsapp telegram discord urls_contact reddit instagram facebook website'.split(
      ' ',
    ),
  );
});

test('lists malformed lines by their number and answers the rest', async () => {
  const lines = [JSON.stringify(post('a', 'hi')), '{"id":', '', '{"id":"c"}', '[]', JSON.stringify(post('f', 'ho'))];
  const ran = await extract(file('mixed.jsonl', lines.join('\n')), file('answers.jsonl'));
  expect(ran.err.trim().split('\n')).toEqual([
    'line 2: not JSON',
    expect.stringMatching(/^line 4: platform: /),
    expect.stringMatching(/^line 5: /),
  ]);
  expect(ran.out).toBe('5 posts read: 2 written, 3 malformed\n');
  expect(answersIn(file('answers.jsonl')).map(({ id }) => id)).toEqual(['a', 'f']);
});

test('a file of many posts takes no more memory than one of few', async () => {
  const from = file('many.jsonl');
  const line = `${JSON.stringify({ ...post('a', 'nothing here'), unread: 'and on '.repeat(300) })}\n`;
  const block = line.repeat(100);
  await pipeline(
    Array.from({ length: 200 }, () => block),
    createWriteStream(from),
  );
  const before = process.memoryUsage().rss;
  let highest = 0;
  const watching = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);
  const ran = await extract(from, file('answers.jsonl'));
  clearInterval(watching);
  expect(ran.out).toBe('20000 posts read: 20000 written, 0 malformed\n');
  expect(Math.max(highest, process.memoryUsage().rss) - before).toBeLessThan(150 * 1024 * 1024);
});

test('refuses a file that is not there, and to overwrite what it reads', async () => {
  expect(await extract(file('nowhere.jsonl'), file('answers.jsonl'))).toMatchObject({ exitCode: 2 });
  const from = file('posts.jsonl', JSON.stringify(post('a', 'hi')));
  expect(await extract(from, from)).toMatchObject({ exitCode: 2 });
  expect(answersIn(from)).toHaveLength(1);
});
