import type { HnPost } from './hn-board.ts';
import { tagsOf } from './hn-view.ts';

/** A question to the search API, or why it cannot be understood. */
export type HnQuery =
  | {
      readonly matches: (post: HnPost) => boolean;
      readonly page: number;
      readonly hitsPerPage: number;
      readonly query: string;
    }
  | { readonly error: string };

type Test = (post: HnPost) => boolean;

const largestPage = 1_000;
const defaultPage = 20;

/** `a,(b,c)` means a and (b or c). */
function tagTest(text: string): Test {
  const groups = [...text.matchAll(/\(([^)]*)\)|[^,()]+/g)].map(([whole, inner]) => (inner ?? whole).split(','));
  return (post) => {
    const tags = new Set(tagsOf(post));
    return groups.every((group) => group.some((tag) => tags.has(tag.trim())));
  };
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

function numericTest(text: string): Test | undefined {
  const match = /^(created_at_i|points|story_id|parent_id)\s*(<=|>=|!=|=|<|>)\s*(-?\d+)$/.exec(text.trim());
  const compare = match ? comparisons[match[2] ?? ''] : undefined;
  if (!match || !compare) return undefined;
  const wanted = Number(match[3]);
  const values: Readonly<Record<string, (post: HnPost) => number>> = {
    created_at_i: (post) => post.createdAt,
    points: (post) => post.points ?? 1,
    story_id: (post) => post.storyId,
    parent_id: (post) => post.parent ?? 0,
  };
  const value = values[match[1] ?? ''];
  return value && ((post) => compare(value(post), wanted));
}

function wordTest(query: string): Test {
  const words = query.toLowerCase().replaceAll('"', ' ').split(/\s+/).filter(Boolean);
  return (post) => {
    const text = `${post.title ?? ''} ${post.text ?? ''} ${post.author ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function wholeNumber(text: string | null, fallback: number): number | undefined {
  if (text === null || text === '') return fallback;
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** Reads the parameters of `/search` and `/search_by_date`. https://hn.algolia.com/api */
export function readHnQuery(params: URLSearchParams): HnQuery {
  const page = wholeNumber(params.get('page'), 0);
  const hitsPerPage = wholeNumber(params.get('hitsPerPage'), defaultPage);
  if (page === undefined) return { error: 'invalid page' };
  if (hitsPerPage === undefined) return { error: 'invalid hitsPerPage' };
  const tests: Test[] = [wordTest(params.get('query') ?? '')];
  const tags = params.get('tags');
  if (tags) tests.push(tagTest(tags));
  for (const filter of (params.get('numericFilters') ?? '').split(',').filter(Boolean)) {
    const test = numericTest(filter);
    if (!test) return { error: `invalid numeric filter: ${filter}` };
    tests.push(test);
  }
  const query = params.get('query') ?? '';
  return {
    matches: (post) => tests.every((test) => test(post)),
    page,
    hitsPerPage: Math.min(hitsPerPage, largestPage),
    query,
  };
}
