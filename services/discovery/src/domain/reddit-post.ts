import { z } from 'zod';
import type { RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === undefined || value.trim() === '' ? null : storableText(value)));

/** A thing of kind `t3` (https://www.reddit.com/dev/api), as much of it as is read. */
const link = z.object({
  kind: z.literal('t3'),
  data: z.object({
    id: z.string().regex(/^[0-9a-z]{1,15}$/),
    title: text,
    selftext: text,
    author: z.string().nullish(),
    permalink: z.string().startsWith('/r/').max(1_000).nullish(),
    link_flair_text: text,
    created_utc: z.number().positive().max(7_258_118_399).nullish().catch(null),
    removed_by_category: z.string().nullish(),
    distinguished: z.string().nullish(),
  }),
});

const GONE = /^\[(?:deleted|removed)\]$/;
/** The site's own helper, and accounts that say so in their names. */
const BOT = /^automoderator$|[-_]bot$|^bot[-_]/i;

/** The editor stores signs of markdown behind backslashes: `ada\_ashby@…` is an address. */
const unescapeMarkdown = (markdown: string | null): string | null =>
  markdown?.replaceAll(/\\([\\`*_{}[\]()#+\-.!~>|^])/g, '$1') ?? null;

/** Reads one child of a listing: a post, the id of one that is deleted, or `undefined` where it cannot be read. */
export function readRedditPost(raw: unknown): RawPost | { readonly deletedId: string } | undefined {
  const parsed = link.safeParse(raw);
  if (!parsed.success) return undefined;
  const { author, created_utc, distinguished, id, link_flair_text, permalink, removed_by_category, selftext, title } =
    parsed.data.data;
  if (removed_by_category || GONE.test(author ?? '') || GONE.test(selftext ?? '')) return { deletedId: id };
  return {
    platform: 'reddit',
    externalId: id,
    url: permalink ? `https://www.reddit.com${permalink}` : `https://www.reddit.com/comments/${id}/`,
    author: author ?? null,
    title,
    text: unescapeMarkdown(selftext),
    postedAt: created_utc ? new Date(created_utc * 1_000) : null,
    thread: null,
    isReply: false,
    labels: link_flair_text === null ? [] : [link_flair_text],
    isByBot: BOT.test(author ?? '') || distinguished === 'moderator',
  };
}
