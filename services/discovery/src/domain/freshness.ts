import type { RawPost } from './raw-post.ts';

const DAY_MS = 86_400_000;
/** Nobody waits for so long for an answer. */
const STALE_DAYS = 365;

/** How old a post is, in days; `null` where it has no date, 0 where its date lies ahead. */
export const ageDaysOf = ({ postedAt }: RawPost, now: Date): number | null =>
  postedAt === null ? null : Math.max(0, (now.getTime() - postedAt.getTime()) / DAY_MS);

/** Whether a post is too old to be answered. An open issue with a bounty is as good as on its first day. */
export const isStale = (post: RawPost, now: Date): boolean =>
  post.platform !== 'github' && (ageDaysOf(post, now) ?? 0) > STALE_DAYS;
