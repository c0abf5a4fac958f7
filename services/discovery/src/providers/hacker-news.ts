import { z } from 'zod';
import { readHackerNewsHit } from '../domain/hacker-news-hit.ts';
import { hackerNewsQueries, threadOf, threadQueries } from '../domain/hacker-news-queries.ts';
import { freeOf, type SourcePage } from '../domain/source-page.ts';
import type { SourceQuery } from '../domain/source-query.ts';
import { readJson } from './read-json.ts';
import type { Source } from './source.ts';

/** Where the search API lives outside sandbox mode. https://hn.algolia.com/api */
export const HACKER_NEWS_URL = 'https://hn.algolia.com';

const HITS_PER_PAGE = 100;
/** The search API gives no more than 1,000 hits to a question. */
const MAX_PAGES = 10;
const DAY_MS = 86_400_000;
/** A monthly thread is worth reading for two months and a bit; a story outside them for three weeks. */
const MAX_AGE_DAYS = { threads: 75, stories: 21 } as const;

const answer = z.object({ hits: z.array(z.unknown()).max(1_000), nbPages: z.number().int().min(0) });

function tagsOf({ kind, text, within }: SourceQuery): string {
  if (kind === 'threads') return 'story,author_whoishiring';
  if (kind !== 'stories') return `comment,story_${within}`;
  return text === null ? 'ask_hn' : 'story';
}

function urlOf(baseUrl: string, query: SourceQuery, page: number, now: Date): URL {
  const url = new URL('/api/v1/search_by_date', baseUrl);
  url.searchParams.set('tags', tagsOf(query));
  url.searchParams.set('hitsPerPage', String(HITS_PER_PAGE));
  url.searchParams.set('page', String(page));
  if (query.text !== null) url.searchParams.set('query', query.text);
  const { kind } = query;
  if (kind === 'threads' || kind === 'stories') {
    const sinceSeconds = Math.floor((now.getTime() - MAX_AGE_DAYS[kind] * DAY_MS) / 1_000);
    url.searchParams.set('numericFilters', `created_at_i>${sinceSeconds}`);
  }
  return url;
}

function pageOf(query: SourceQuery, page: number, { hits, nbPages }: z.output<typeof answer>): SourcePage {
  const rest = { deletedIds: [], cost: freeOf(1), quota: null, isIncomplete: false, bookmark: null };
  if (query.kind === 'threads') {
    return { ...rest, posts: [], brokenCount: 0, nextCursor: null, opened: threadQueries(hits) };
  }
  const place = { thread: threadOf(query), storyId: query.within };
  const posts = hits.flatMap((hit) => readHackerNewsHit(hit, place) ?? []);
  const next = page + 1;
  const isLast = next >= nbPages || hits.length < HITS_PER_PAGE || next === MAX_PAGES;
  return { ...rest, posts, brokenCount: hits.length - posts.length, nextCursor: isLast ? null : `${next}`, opened: [] };
}

/** Hacker News through its search API, newest posts first; no key, no quota that it tells of. */
export function hackerNews(baseUrl: string): Source {
  return {
    name: 'hackernews',
    features: {
      hasAuthors: true,
      paging: 'cursor',
      hasQuota: false,
      costsMoney: false,
      isNewestFirst: true,
      takesLanguage: false,
      takesWords: true,
    },
    queriesFor: ({ text }) => hackerNewsQueries(text),
    estimate: () => freeOf(1),
    async search(query, cursor, { now, signal }) {
      const page = Number(cursor ?? 0);
      const got = await readJson(urlOf(baseUrl, query, page, now), { signal });
      if ('failed' in got) return got;
      const parsed = answer.safeParse(got.json);
      return parsed.success ? pageOf(query, page, parsed.data) : got.unread('not_a_page_of_hits');
    },
  };
}
