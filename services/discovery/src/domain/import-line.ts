import { createHash } from 'node:crypto';
import { importedPost } from '@loop/imports';
import type { RawPost } from './raw-post.ts';

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
  const content = [platform, author ?? '', title ?? '', text ?? ''].join('\u001f');
  const externalId = post.id ?? url?.slice(0, 300) ?? `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const bot = post.isByBot === true ? { isByBot: true } : {};
  return {
    platform,
    externalId,
    url,
    author,
    title,
    text,
    postedAt: postedAt ?? null,
    thread: null,
    isReply: false,
    ...bot,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
