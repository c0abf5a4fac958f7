import { z } from 'zod';
import { exportedMessages, propertiesBefore } from './exported-messages.ts';
import { type ImportRow, importRow } from './import-row.ts';
import { jsonIn } from './json-lines.ts';

/** The chat of a list, in `result.json` of Telegram Desktop. */
const chat = z.object({ id: z.int().optional(), name: z.string().nullish(), type: z.string().optional() });

/** A piece of text with a meaning: a link behind words has its address in `href`. */
const piece = z.union([z.string(), z.object({ text: z.string(), href: z.string().optional() })]);

const message = z.object({
  id: z.int(),
  type: z.string(),
  from: z.string().nullish(),
  actor: z.string().nullish(),
  date_unixtime: z.coerce.number().int().positive().optional(),
  date: z.string().optional(),
  via_bot: z.string().optional(),
  text: z.union([z.string(), z.array(piece)]).default(''),
});

function wordsOf(part: z.output<typeof piece>): string {
  if (typeof part === 'string') return part;
  return part.href === undefined ? part.text : `${part.text} (${part.href})`;
}

function rowOf(line: number, source: string, before: string): ImportRow | undefined {
  const value = jsonIn(source);
  if (value === undefined) return { line, problem: 'is no JSON' };
  const read = message.safeParse(value);
  if (!read.success) return { line, problem: `is no message: ${read.error.issues[0]?.path.join('.')}` };
  const { date, date_unixtime, from, id, text, type, via_bot } = read.data;
  const words = typeof text === 'string' ? text : text.map(wordsOf).join('');
  // Somebody came, left, pinned something; a picture without words.
  if (type !== 'message' || words.trim() === '') return undefined;
  const { id: chatId, type: kind = '' } = chat.safeParse(propertiesBefore(before)).data ?? {};
  const isPublic = chatId !== undefined && /supergroup|channel/.test(kind);
  return importRow(line, {
    platform: 'telegram',
    id: `${chatId ?? 'chat'}/${id}`,
    url: isPublic ? `https://t.me/c/${chatId}/${id}` : null,
    author: from ?? null,
    text: words,
    postedAt: date_unixtime === undefined ? (date ?? null) : new Date(date_unixtime * 1_000).toISOString(),
    ...(via_bot === undefined ? {} : { isByBot: true }),
  });
}

/** Messages of a Telegram export, of one chat or of all that were exported together. Service messages are passed over. */
export async function* readTelegram(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRow> {
  for await (const { before, line, source } of exportedMessages(chunks)) {
    const row = rowOf(line, source, before);
    if (row !== undefined) yield row;
  }
}
