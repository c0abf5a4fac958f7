import { z } from 'zod';
import { feedQueries, type ListedFeed } from '../domain/listed-feeds.ts';
import { freeOf, type SourcePage } from '../domain/source-page.ts';
import { askHttp, failedStatus, type HttpAnswer, unreadAnswer } from './ask-http.ts';
import { readFeed } from './feed-entries.ts';
import type { Source } from './source.ts';

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8';

/** What the feed said of itself the last time (RFC 9110 §13): unchanged, it answers 304 without a body. */
const validators = z.object({ etag: z.string().max(1_000).nullable(), lastModified: z.string().max(100).nullable() });

function bookmarkOf({ headers }: HttpAnswer, before: string | null): string | null {
  const [etag, lastModified] = [headers.get('etag'), headers.get('last-modified')];
  return etag === null && lastModified === null ? before : JSON.stringify({ etag, lastModified });
}

function conditions(cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const { etag, lastModified } = validators.parse(JSON.parse(cursor));
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
}

const pageWith = (rest: Pick<SourcePage, 'posts' | 'brokenCount' | 'bookmark'>): SourcePage => ({
  ...rest,
  deletedIds: [],
  nextCursor: null,
  opened: [],
  cost: freeOf(1),
  quota: null,
  isIncomplete: false,
});

/**
 * RSS, Atom and JSON feeds: job boards, above all. Only listed feeds are read, whatever a query names, and redirects are not followed: the
 * list is the operator's, the addresses in it are trusted.
 */
export function feeds(listed: readonly ListedFeed[]): Source {
  const known = new Set(listed.map(({ url }) => url));
  return {
    name: 'feeds',
    features: {
      hasAuthors: true,
      paging: 'none',
      hasQuota: false,
      costsMoney: false,
      isNewestFirst: true,
      takesLanguage: false,
      takesWords: false,
    },
    queriesFor: ({ tenantId }) => feedQueries(listed, tenantId),
    estimate: () => freeOf(1),
    async search({ within }, cursor, { signal }) {
      if (within === null || !known.has(within)) return { failed: 'refused', reason: 'feed_not_listed' };
      const url = new URL(within);
      const answer = await askHttp(url, { headers: { accept: ACCEPT, ...conditions(cursor) }, signal });
      if ('failed' in answer) return answer;
      const { body, headers, status } = answer;
      if (status === 304) return pageWith({ posts: [], brokenCount: 0, bookmark: bookmarkOf(answer, cursor) });
      if (status !== 200) return failedStatus(status, headers.get('retry-after'));
      const read = readFeed(body, url);
      if (read === undefined) return unreadAnswer('not_a_feed', status, headers.get('content-type'), body);
      return pageWith({ ...read, bookmark: bookmarkOf(answer, null) });
    },
  };
}
