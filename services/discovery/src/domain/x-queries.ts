import type { SourceQuery } from './source-query.ts';

/** The longest query of recent search. https://docs.x.com/x-api/posts/search/integrate/build-a-query */
const X_QUERY_CHARACTERS = 512;

/** Reposts repeat, replies answer: neither asks. */
const ONLY_POSTS = '-is:retweet -is:reply';

/** Wordings under which people ask, by category of work; each stays within the length of a query. */
const WORDINGS: readonly (readonly [category: string, words: readonly string[]])[] = [
  [
    'development',
    [
      'need a developer',
      'looking for a developer',
      'need a web developer',
      'looking to hire a developer',
      'hiring a freelance developer',
      'need someone to build',
      'looking for someone to build',
      'need an app developer',
    ],
  ],
  [
    'design',
    [
      'need a designer',
      'looking for a designer',
      'looking for a logo designer',
      'hiring an illustrator',
      'looking to hire an illustrator',
      'need a logo',
    ],
  ],
  [
    'help',
    [
      'looking for a freelancer',
      'hiring a freelancer',
      'looking for a consultant',
      'need someone to fix',
      'paid gig',
      'dm me your rates',
      'looking for a translator',
    ],
  ],
];

/** Words of a stranger may not be operators of the query, nor leave its quotes. */
const plainWords = (text: string): string =>
  text
    .replaceAll(/["()\\]/g, ' ')
    .replaceAll(/\b(?:OR|AND|NOT)\b/g, ' ')
    .replaceAll(/(^|\s)-+/g, '$1')
    .replaceAll(/\b[a-z_]+:(?=\S)/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** As many whole words as fit. */
function fitting(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)).slice(0, maxLength);
}

/** What is asked: our wordings by category, or posts that hold all of the given words; in one language, if any. */
export function xQueries(text: string | null, language: string | null = null): SourceQuery[] {
  const onlyPosts = language === null ? ONLY_POSTS : `${ONLY_POSTS} lang:${language}`;
  if (text !== null) {
    const words = fitting(plainWords(text), X_QUERY_CHARACTERS - onlyPosts.length - 1);
    return words === '' ? [] : [{ kind: 'recent', text: `${words} ${onlyPosts}`, within: null }];
  }
  return WORDINGS.map(([within, words]) => {
    const alternatives = words.map((wording) => `"${wording}"`).join(' OR ');
    return { kind: 'recent', text: `(${alternatives}) ${onlyPosts}`, within };
  });
}
