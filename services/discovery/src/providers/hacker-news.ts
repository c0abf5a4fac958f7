import { z } from 'zod';
import { type FeedPage, HITS_PER_PAGE } from '../domain/feed-page.ts';
import type { ReadFeedPage } from './read-feed-page.ts';
import { readJson } from './read-json.ts';

/** Where the search API lives outside sandbox mode. https://hn.algolia.com/api */
export const HACKER_NEWS_URL = 'https://hn.algolia.com';

const answer = z.object({ hits: z.array(z.unknown()).max(1_000), nbPages: z.number().int().min(0) });

function tagsOf({ kind, storyId, query }: FeedPage): string {
  if (kind === 'threads') return 'story,author_whoishiring';
  if (kind === 'thread') return `comment,story_${storyId}`;
  return query === null ? 'ask_hn' : 'story';
}

/** Reads pages of Hacker News' search API, newest posts first. An answer of another shape is as good as none: `not_sent`. */
export function hackerNews(baseUrl: string): ReadFeedPage {
  return async (feed, since, signal) => {
    const url = new URL('/api/v1/search_by_date', baseUrl);
    url.searchParams.set('tags', tagsOf(feed));
    url.searchParams.set('hitsPerPage', String(HITS_PER_PAGE));
    url.searchParams.set('page', String(feed.page));
    if (feed.query !== null) url.searchParams.set('query', feed.query);
    const sinceSeconds = Math.floor(since.getTime() / 1_000);
    if (feed.kind !== 'thread') url.searchParams.set('numericFilters', `created_at_i>${sinceSeconds}`);
    const got = await readJson(url, signal);
    if ('failed' in got) return got;
    const parsed = answer.safeParse(got.json);
    if (!parsed.success) return { failed: { outcome: 'not_sent', reason: 'answer_has_another_shape' } };
    return { page: { hits: parsed.data.hits, pages: parsed.data.nbPages } };
  };
}
