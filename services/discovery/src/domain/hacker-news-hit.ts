import { z } from 'zod';
import type { HiringThread, RawPost } from './raw-post.ts';
import { storableText } from './storable-text.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === undefined || value.trim() === '' ? null : storableText(value)));
/** The end of the year 2199: later times are mistakes. */
const LATEST_SECONDS = 7_258_118_399;

const objectId = z.union([z.string().regex(/^\d{1,15}$/), z.number().int().positive().transform(String)]);

/** One hit of the search API (https://hn.algolia.com/api); what it has beyond this is of no use to us. */
export const hackerNewsHit = z.object({
  objectID: objectId,
  author: text,
  title: text,
  comment_text: text,
  story_text: text,
  story_id: objectId.nullish(),
  parent_id: objectId.nullish(),
  created_at_i: z.number().int().positive().max(LATEST_SECONDS).nullish().catch(null),
  _tags: z.array(z.string()).default([]),
});

/** Where a hit was met: in a monthly thread, or (`null`) among the stories. */
export interface HitPlace {
  readonly thread: HiringThread | null;
  readonly storyId: string | null;
}

/** Reads one hit. `undefined`: it has no identity, or what it has is of another shape. */
export function readHackerNewsHit(raw: unknown, place: HitPlace): RawPost | undefined {
  const parsed = hackerNewsHit.safeParse(raw);
  if (!parsed.success) return undefined;
  const { objectID, author, title, comment_text, story_text, story_id, parent_id, created_at_i, _tags } = parsed.data;
  const isComment = _tags.includes('comment') || comment_text !== null;
  return {
    platform: 'hackernews',
    externalId: objectID,
    url: `https://news.ycombinator.com/item?id=${objectID}`,
    author,
    title: isComment ? null : title,
    text: isComment ? comment_text : story_text,
    postedAt: created_at_i ? new Date(created_at_i * 1_000) : null,
    thread: place.thread,
    isReply: isComment && parent_id !== null && parent_id !== undefined && parent_id !== (story_id ?? place.storyId),
  };
}
