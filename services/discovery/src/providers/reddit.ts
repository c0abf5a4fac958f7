import { z } from 'zod';
import { readRedditPost } from '../domain/reddit-post.ts';
import { REDDIT_COMMUNITIES, redditQueries } from '../domain/reddit-queries.ts';
import { freeOf, type ReadingQuota, type SourcePage } from '../domain/source-page.ts';
import { afterWait, unreadAnswer } from './ask-http.ts';
import { type RedditAccess, type RedditAnswer, RedditClient } from './reddit-client.ts';
import type { ReadingContext, Source, SourceFailure } from './source.ts';

const POSTS_PER_PAGE = 100;

const listing = z.object({
  kind: z.literal('Listing'),
  data: z.object({
    after: z
      .string()
      .regex(/^t3_[0-9a-z]{1,15}$/)
      .nullable(),
    children: z.array(z.unknown()).max(1_000),
  }),
});

/** The quota counts ten minutes together; `X-Ratelimit-Reset` is seconds from now. */
function quotaOf(headers: Headers): ReadingQuota | null {
  const [remaining, resetSeconds] = [headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')];
  if (remaining === null || resetSeconds === null) return null;
  return { remaining: Math.floor(Number(remaining)), resetsAt: afterWait(Number(resetSeconds) * 1_000) };
}

function pageOf(answer: RedditAnswer): SourcePage | SourceFailure {
  const parsed = listing.safeParse(answer.json);
  if (!parsed.success) return unreadAnswer('not_a_listing', 200, answer.headers.get('content-type'), answer.body);
  const { after, children } = parsed.data.data;
  const read = children.map(readRedditPost);
  return {
    posts: read.flatMap((one) => (one !== undefined && 'externalId' in one ? [one] : [])),
    deletedIds: read.flatMap((one) => (one !== undefined && 'deletedId' in one ? [one.deletedId] : [])),
    brokenCount: read.filter((one) => one === undefined).length,
    nextCursor: after,
    bookmark: null,
    opened: [],
    cost: freeOf(1),
    quota: quotaOf(answer.headers),
    isIncomplete: false,
  };
}

/**
 * Reddit through its OAuth API (https://www.reddit.com/dev/api), for applications that Reddit approved. Posts that their authors or
 * moderators took back are told as deleted. `communities` replaces the ones that are known to ask for work.
 */
export function reddit(access: RedditAccess, communities: readonly string[] = REDDIT_COMMUNITIES): Source {
  const client = new RedditClient(access);
  return {
    name: 'reddit',
    features: {
      hasAuthors: true,
      paging: 'cursor',
      hasQuota: true,
      costsMoney: false,
      isNewestFirst: true,
      takesLanguage: false,
      takesWords: true,
    },
    queriesFor: ({ text }) => redditQueries(text, communities),
    estimate: () => freeOf(1),
    async search({ kind, text, within }, cursor, { signal }: ReadingContext) {
      const asked = {
        limit: String(POSTS_PER_PAGE),
        ...(cursor === null ? {} : { after: cursor }),
        ...(kind === 'search' ? { q: text ?? '', restrict_sr: '1', sort: 'new', type: 'link' } : {}),
      };
      const answer = await client.get(`r/${within}/${kind === 'search' ? 'search' : 'new'}`, asked, signal);
      return 'failed' in answer ? answer : pageOf(answer);
    },
    async findDeleted(externalIds, { signal }) {
      const id = externalIds.map((one) => `t3_${one}`).join(',');
      const answer = await client.get('api/info', { id, limit: String(POSTS_PER_PAGE) }, signal);
      if ('failed' in answer) return answer;
      const page = pageOf(answer);
      if ('failed' in page) return page;
      const here = new Set(page.posts.map(({ externalId }) => externalId));
      // What is not listed is gone as well, unless it is one of those that could not be read.
      const absent = page.brokenCount > 0 ? [] : externalIds.filter((one) => !here.has(one));
      return { deletedIds: [...new Set([...page.deletedIds, ...absent])], cost: page.cost, quota: page.quota };
    },
  };
}
