import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const storable = (maxLength: number) => z.string().max(maxLength).transform(storableText);

/** A date outside these is a mistake; the post is taken without it. */
const EARLIEST = new Date('1990-01-01T00:00:00Z');
const LATEST = new Date('2200-01-01T00:00:00Z');

/** One line of an import, JSON: unknown properties are ignored. */
const importedPost = z.object({
  platform: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullish(),
  author: storable(200).nullish(),
  title: storable(10_000).nullish(),
  text: storable(100_000).nullish(),
  postedAt: z.coerce.date().min(EARLIEST).max(LATEST).nullish().catch(null),
  id: z
    .union([
      z
        .string()
        .trim()
        .regex(/^[^\p{Cc}\p{Cs}]{1,300}$/u),
      z.number().int().transform(String),
    ])
    .nullish(),
});

const blank = (text: string | null | undefined) =>
  text === undefined || text === null || text.trim() === '' ? null : text;

/**
 * Reads one line of an import. `undefined`: not JSON, or nothing that could be given an identity. A line without an id is
 * known again by its address, or else by its content.
 */
export function readImportLine(line: string): RawPost | undefined {
  const post = importedPost.safeParse(parsed(line)).data;
  if (post === undefined) return undefined;
  const { platform, postedAt } = post;
  const [url, author, title, text] = [blank(post.url), blank(post.author), blank(post.title), blank(post.text)];
  if (title === null && text === null && (post.id ?? url) === null) return undefined;
  const content = [platform, author ?? '', title ?? '', text ?? ''].join('\u001f');
  const externalId = post.id ?? url?.slice(0, 300) ?? `sha256:${createHash('sha256').update(content).digest('hex')}`;
  return { platform, externalId, url, author, title, text, postedAt: postedAt ?? null, thread: null, isReply: false };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
