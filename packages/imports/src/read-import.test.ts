import { describe, expect, test } from '@jest/globals';
import { type ImportFormat, importFormatOf } from './import-format.ts';
import type { ImportRow } from './import-row.ts';
import { readImport } from './read-import.ts';

/** The file in pieces of a few bytes, so that everything is cut everywhere. */
async function* pieces(file: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(format: ImportFormat, file: string, size = 7): Promise<ImportRow[]> {
  const rows: ImportRow[] = [];
  for await (const row of readImport(pieces(file, size), format)) rows.push(row);
  return rows;
}

const posts = (rows: readonly ImportRow[]) => rows.flatMap((row) => ('post' in row ? [row.post] : []));
const problems = (rows: readonly ImportRow[]) =>
  rows.flatMap((row) => ('problem' in row ? [`${row.line}: ${row.problem}`] : []));

describe('JSON lines', () => {
  test('what is broken is told with its line, and the rest is read', async () => {
    const rows = await read(
      'jsonl',
      '{"platform":"reddit","text":"A map, $300"}\n\n{"platform":\n{"platform":"?"}\n{"platform":"file"}\n',
    );
    expect(posts(rows)).toEqual([{ platform: 'reddit', text: 'A map, $300' }]);
    expect(problems(rows)).toEqual([
      '3: is no JSON',
      expect.stringMatching(/^4: platform: /),
      '5: holds nothing that it could be known by',
    ]);
  });
});

describe('CSV', () => {
  const table = [
    '\ufeffSource;Link;Posted by;Subject;Message;Created at;Score',
    'reddit;https://www.reddit.com/r/forhire/1;ada;"[Hiring] A ""map""";"Two lines',
    'and €300; write to ada@gritstonehall.com";2026-11-01T10:00:00Z;7',
    'reddit;too;few',
    '',
    ';;;A title alone;;;',
  ].join('\r\n');

  test('columns are known by what they are called, and cells may hold lines and signs', async () => {
    const rows = await read('csv', table);
    expect(posts(rows)).toEqual([
      {
        platform: 'reddit',
        url: 'https://www.reddit.com/r/forhire/1',
        author: 'ada',
        title: '[Hiring] A "map"',
        text: 'Two lines\nand €300; write to ada@gritstonehall.com',
        postedAt: '2026-11-01T10:00:00Z',
      },
      { platform: 'file', title: 'A title alone' },
    ]);
    expect(problems(rows)).toEqual(['4: has 3 columns where the header has 7']);
  });

  test('a header without words, and a quote that is never closed, are told', async () => {
    expect(problems(await read('csv', 'a,b\n1,2\n'))).toEqual(['1: is no header: no column is called text or title']);
    const rows = await read('csv', 'text,url\nA map,\n"never closed,\nmore,\n');
    expect([posts(rows).length, problems(rows)]).toEqual([1, ['3: cannot be read (CSV_QUOTE_NOT_CLOSED)']]);
  });
});

describe('a CSV with a row that is longer than any post', () => {
  const long = `"${'words,\n'.repeat(200_000)}"`;

  test('loses that row only, and keeps count of its lines', async () => {
    const rows = await read('csv', `text\nfirst\n${long}\nsecond\n"two\nlines"\n"",x\n`, 65_536);
    expect(rows.map((row) => row.line)).toEqual([2, 3, 200_004, 200_005, 200_007]);
    expect(posts(rows).map(({ text }) => text)).toEqual(['first', 'second', 'two\nlines']);
    expect(problems(rows)[0]).toMatch(/^3: is longer than 1048576 bytes/);
  });

  test('ends with it where its quote is never closed', async () => {
    const rows = await read('csv', `text\nfirst\n${long.slice(0, -1)}`, 65_536);
    expect([posts(rows).length, problems(rows).length]).toEqual([1, 1]);
  });
});

describe('mbox', () => {
  const box = [
    'From ada@gritstonehall.com Sun Nov  1 10:00:00 2026',
    'From: =?utf-8?q?Ada_Bj=C3=B8rn?= <ada@gritstonehall.com>',
    'Subject: =?utf-8?b?V2FudGVkOiBhIG1hcA==?=',
    'Date: Sun, 1 Nov 2026 10:00:00 +0000',
    'Message-ID: <m1@gritstonehall.com>',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'A map for =E2=82=AC300.',
    '',
    '>From here to there.',
    '',
    'From nobody Sun Nov  1 11:00:00 2026',
    'just words',
    '',
    'From bram@halfmoonbrew.co Sun Nov  1 12:00:00 2026',
    'From: bram@halfmoonbrew.co',
    'Subject: Labels',
    'Content-Type: text/html; charset=iso-8859-1',
    '',
    '<p>Need labels</p>',
    '',
  ].join('\n');

  test('mails are decoded, and their authors are their addresses', async () => {
    const rows = await read('mbox', box);
    expect(posts(rows)).toEqual([
      {
        platform: 'mail',
        id: 'm1@gritstonehall.com',
        author: 'ada@gritstonehall.com',
        title: 'Wanted: a map',
        text: 'A map for €300.\n\nFrom here to there.',
        postedAt: '2026-11-01T10:00:00.000Z',
      },
      expect.objectContaining({
        author: 'bram@halfmoonbrew.co',
        title: 'Labels',
        text: expect.stringContaining('Need labels'),
      }),
    ]);
    expect(problems(rows)).toEqual(['13: is no mail: it has no headers']);
  });
});

describe('Telegram', () => {
  const message = (id: number, rest: object) => ({
    id,
    type: 'message',
    date_unixtime: '1793527200',
    from: 'Cleo',
    ...rest,
  });
  const channel = {
    name: 'Paid "gigs" {test}',
    type: 'public_supergroup',
    id: 1234567890,
    messages: [
      { id: 1, type: 'service', actor: 'Cleo', action: 'create_group', text: '' },
      message(2, {
        text: ['Need a bot, ', { type: 'text_link', text: 'details', href: 'https://patchbay.store/bot' }, ' for $400'],
      }),
      message(3, { text: '' }),
      message(4, { text: 'Who can draw a map? [paid]', reactions: [{ type: 'emoji', count: 2 }] }),
      message(5, { from: 7, text: 'x' }),
    ],
  };

  test('messages are read with what stands behind their words, services and pictures are passed over', async () => {
    const rows = await read('telegram', JSON.stringify(channel, null, 1));
    expect(posts(rows)).toEqual([
      {
        platform: 'telegram',
        id: '1234567890/2',
        url: 'https://t.me/c/1234567890/2',
        author: 'Cleo',
        text: 'Need a bot, details (https://patchbay.store/bot) for $400',
        postedAt: '2026-11-01T10:00:00.000Z',
      },
      expect.objectContaining({ id: '1234567890/4', text: 'Who can draw a map? [paid]' }),
    ]);
    expect(problems(rows)).toEqual([expect.stringMatching(/^\d+: is no message: from$/)]);
  });

  test('an export of all chats is read chat by chat', async () => {
    const all = { about: 'x', chats: { about: 'y', list: [channel, { ...channel, id: 99, type: 'personal_chat' }] } };
    const ids = posts(await read('telegram', JSON.stringify(all), 11)).map(({ id, url }) => [id, url]);
    expect(ids).toEqual([
      ['1234567890/2', 'https://t.me/c/1234567890/2'],
      ['1234567890/4', 'https://t.me/c/1234567890/4'],
      ['99/2', null],
      ['99/4', null],
    ]);
  });

  test('a file that is cut short gives what it has, and says where it ends', async () => {
    const whole = JSON.stringify(channel, null, 1);
    const rows = await read('telegram', whole.slice(0, whole.indexOf('Who can draw')));
    expect(posts(rows)).toHaveLength(1);
    expect(problems(rows)).toEqual([expect.stringMatching(/^\d+: is no JSON$/)]);
  });

  test('a message that is broken costs itself only', async () => {
    const broken = JSON.stringify(channel).replace('"text":""},{"id":4', '"text":oops},{"id":4');
    const rows = await read('telegram', broken);
    expect([posts(rows).length, problems(rows).length]).toEqual([2, 2]);
  });
});

describe('Discord', () => {
  const author = { id: '9', name: 'dario', discriminator: '0000', nickname: 'Dario', isBot: false };
  const channel = {
    guild: { id: '555', name: 'Makers' },
    channel: { id: '777', type: 'GuildTextChat', name: 'paid-gigs' },
    messages: [
      { id: '1', type: 'GuildMemberJoin', timestamp: '2026-11-01T10:00:00Z', content: 'Joined', author },
      { id: '2', type: 'Default', timestamp: '2026-11-01T10:00:00Z', content: 'Need a logo, €200 {soon}', author },
      { id: '3', type: 'Reply', content: 'Old name here', author: { ...author, discriminator: '1234' } },
      { id: '4', type: 'Default', content: 'I am a bot', author: { ...author, isBot: true } },
      { id: 'x', type: 'Default', content: 'broken', author },
    ],
  };

  test('messages are read with their place, and bots are told as such', async () => {
    const rows = await read('discord', JSON.stringify(channel, null, 2), 5);
    expect(posts(rows)).toEqual([
      {
        platform: 'discord',
        id: '2',
        url: 'https://discord.com/channels/555/777/2',
        author: 'dario',
        text: 'Need a logo, €200 {soon}',
        postedAt: '2026-11-01T10:00:00Z',
      },
      expect.objectContaining({ id: '3', author: 'dario#1234' }),
      expect.objectContaining({ id: '4', isByBot: true }),
    ]);
    expect(problems(rows)).toEqual([expect.stringMatching(/^\d+: is no message: id$/)]);
  });
});

test.each([
  ['posts.jsonl', '', 'jsonl'],
  ['posts.CSV', 'a', 'csv'],
  ['inbox', 'From ada@gritstonehall.com Sun', 'mbox'],
  ['result.json', '{\n "name": "Gigs",\n "type": "x",\n "id": 1,\n "messages": [', 'telegram'],
  ['export.json', '{\n  "guild": {', 'discord'],
  ['posts.json', '{"platform":"reddit"}', 'jsonl'],
  ['photo.png', '\u0089PNG', undefined],
])('the format of %s is told', (name, head, format) => {
  expect(importFormatOf(name, head)).toBe(format);
});

test.each<ImportFormat>(['jsonl', 'csv', 'mbox', 'telegram', 'discord'])(
  'a file of %s that is noise throws nothing and is read in linear time',
  async (format) => {
    const noise = '{"messages":[{"a":"\\"[{"},'.repeat(4_000) + 'From \n\u0000;,"'.repeat(1_000);
    // Of the processor, not of the clock: others may have the machine.
    const before = process.cpuUsage();
    await read(format, noise, 65_536);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
  },
);
