import { z } from 'zod';
import { exportedMessages, propertiesBefore } from './exported-messages.ts';
import { type ImportRow, importRow } from './import-row.ts';
import { jsonIn } from './json-lines.ts';

/** What DiscordChatExporter writes before the messages; a direct conversation has the guild 0. */
const place = z.object({
  guild: z.object({ id: z.string() }).optional(),
  channel: z.object({ id: z.string(), name: z.string().nullish() }).optional(),
});

const message = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  type: z.string(),
  timestamp: z.string().optional(),
  content: z.string().default(''),
  author: z.object({
    name: z.string(),
    /** Of the names before 2023; `0000` where there is none. */
    discriminator: z.string().nullish(),
    isBot: z.boolean().default(false),
  }),
});

const SPOKEN = new Set(['Default', 'Reply', 'ThreadStarterMessage']);

function rowOf(line: number, source: string, before: string): ImportRow | undefined {
  const value = jsonIn(source);
  if (value === undefined) return { line, problem: 'is no JSON' };
  const read = message.safeParse(value);
  if (!read.success) return { line, problem: `is no message: ${read.error.issues[0]?.path.join('.')}` };
  const { author, content, id, timestamp, type } = read.data;
  if (!SPOKEN.has(type) || content.trim() === '') return undefined;
  const { channel, guild } = place.safeParse(propertiesBefore(before)).data ?? {};
  const guildId = guild === undefined || guild.id === '0' ? '@me' : guild.id;
  const hasTag = author.discriminator && !/^0+$/.test(author.discriminator);
  return importRow(line, {
    platform: 'discord',
    id,
    url: channel === undefined ? null : `https://discord.com/channels/${guildId}/${channel.id}/${id}`,
    author: hasTag ? `${author.name}#${author.discriminator}` : author.name,
    text: content,
    postedAt: timestamp ?? null,
    ...(author.isBot ? { isByBot: true } : {}),
  });
}

/** Messages of a channel as DiscordChatExporter writes them. Joins, pins and calls are passed over. */
export async function* readDiscord(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRow> {
  for await (const { before, line, source } of exportedMessages(chunks)) {
    const row = rowOf(line, source, before);
    if (row !== undefined) yield row;
  }
}
