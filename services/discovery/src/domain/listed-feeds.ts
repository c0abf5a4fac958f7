import type { SourceQuery } from './source-query.ts';

/** A feed that is read: for every tenant, or for one. */
export interface ListedFeed {
  readonly url: string;
  readonly tenantId: string | null;
}

const FEED = /^(?:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@)?(https?:\/\/\S{1,2000})$/i;

/** Reads a list of feeds, separated by commas or spaces: `https://…` for everybody, `<tenant id>@https://…` for one. */
export function readListedFeeds(list: string): ListedFeed[] | undefined {
  const read = list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((one) => {
      const [, tenantId = null, url = ''] = FEED.exec(one) ?? [];
      return URL.canParse(url) ? { url: new URL(url).href, tenantId: tenantId?.toLowerCase() ?? null } : undefined;
    });
  const feeds = read.flatMap((one) => one ?? []);
  return feeds.length === read.length ? feeds : undefined;
}

/** What is asked for a tenant; feeds take no words. */
export function feedQueries(feeds: readonly ListedFeed[], tenantId: string | undefined): SourceQuery[] {
  return feeds
    .filter((feed) => feed.tenantId === null || feed.tenantId === tenantId?.toLowerCase())
    .map(({ url }) => ({ kind: 'feed', text: null, within: url }));
}
