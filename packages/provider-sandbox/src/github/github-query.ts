import type { InventedPost } from '../posts/invented-post.ts';
import { matchWords } from '../posts/match-words.ts';
import { githubLabelsOf } from './github-view.ts';

/** A question of the issue search, or why it is not understood. */
export type GithubQuery = { readonly matches: (post: InventedPost) => boolean } | { readonly error: string };

type Test = (post: InventedPost) => boolean;

/** `created:>=2026-01-01`, `created:2026-01-01..2026-02-01T12:00:00Z`, `created:<…`. */
function createdTest(value: string): Test | undefined {
  const range = /^(.+)\.\.(.+)$/.exec(value);
  const comparison = /^(<=|>=|<|>)?(.+)$/.exec(value);
  const seconds = (text: string | undefined) => Date.parse(text ?? '') / 1_000;
  if (range) {
    const [from, until] = [seconds(range[1]), seconds(range[2])];
    return Number.isNaN(from + until) ? undefined : ({ createdAt }) => createdAt >= from && createdAt <= until;
  }
  const at = seconds(comparison?.[2]);
  if (Number.isNaN(at)) return undefined;
  const tests: Readonly<Record<string, Test>> = {
    '<': ({ createdAt }) => createdAt < at,
    '<=': ({ createdAt }) => createdAt <= at,
    '>': ({ createdAt }) => createdAt > at,
    '>=': ({ createdAt }) => createdAt >= at,
  };
  return tests[comparison?.[1] ?? '>='];
}

function qualifierTest(name: string, value: string): Test | undefined {
  if (name === 'label')
    return (post) => githubLabelsOf(post).some((label) => label.toLowerCase() === value.toLowerCase());
  if (name === 'created') return createdTest(value);
  if (name === 'commenter') return (post) => githubLabelsOf(post).includes('💎 Bounty') === value.includes('algora');
  const isKnown = ['is', 'state', 'type', 'in', 'archived', 'no', 'sort', 'comments', 'language'].includes(name);
  return isKnown ? (post) => value !== 'pr' || post.isByBot : undefined;
}

/** Reads `q`: qualifiers, and words (all of them for the lexical search, any for one by meaning). */
export function readGithubQuery(q: string, isByMeaning: boolean): GithubQuery {
  if (q.trim() === '' || q.length > 1_000) return { error: 'Validation Failed' };
  const tests: Test[] = [];
  const words: string[] = [];
  for (const [token, name, quoted, plain] of q.matchAll(/(?:(-?[a-z]+):)?(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? plain ?? '';
    const test = name === undefined ? undefined : qualifierTest(name.replace('-', ''), value);
    if (name !== undefined && test === undefined) return { error: `The search contains an unknown qualifier: ${name}` };
    if (test === undefined) words.push(isByMeaning ? value : token);
    else tests.push(name?.startsWith('-') ? (post) => !test(post) : test);
  }
  const hasWords = matchWords(isByMeaning ? words.filter((word) => word.length > 3).join(' OR ') : words.join(' '));
  return {
    matches: (post) =>
      !post.isDeleted &&
      tests.every((test) => test(post)) &&
      hasWords(`${post.title} ${post.text} ${post.intent === 'demand' ? '/bounty' : ''}`),
  };
}
