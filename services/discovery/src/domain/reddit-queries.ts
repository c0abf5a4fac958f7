import type { SourceQuery } from './source-query.ts';

/** Where people ask for paid work by the communities' own rules. */
export const REDDIT_COMMUNITIES: readonly string[] = [
  'forhire',
  'slavelabour',
  'hiring',
  'freelance_forhire',
  'gamedevclassifieds',
];

/** What is asked: the newest of each community, or, with words, one search over all of them. */
export function redditQueries(text: string | null, communities: readonly string[]): SourceQuery[] {
  if (text !== null) return [{ kind: 'search', text: text.slice(0, 512), within: communities.join('+') }];
  return communities.map((within) => ({ kind: 'new', text: null, within }));
}
