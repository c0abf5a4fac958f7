import type { SourceQuery } from './source-query.ts';

/** How GitHub is asked: for words and qualifiers to the letter, or for what is meant (`search_type=hybrid`). */
export type GithubKind = 'lexical' | 'hybrid';

/**
 * Query sets by who pays: services of bounties by their labels, commands and bots (Algora, Opire), projects by labels of their own,
 * and what is meant by people who know of neither. Bountysource and Gitcoin pay no more and are not asked for.
 */
const QUERY_SETS: readonly { readonly set: string; readonly kind: GithubKind; readonly q: string }[] = [
  { set: 'algora', kind: 'lexical', q: 'label:"💎 Bounty"' },
  { set: 'algora_command', kind: 'lexical', q: '"/bounty" in:comments commenter:algora-pbc' },
  { set: 'opire', kind: 'lexical', q: 'label:"💰 reward"' },
  { set: 'opire_command', kind: 'lexical', q: '"/reward" in:comments commenter:opirebot' },
  { set: 'labels', kind: 'lexical', q: 'label:bounty' },
  { set: 'paid_label', kind: 'lexical', q: 'label:paid' },
  { set: 'will_pay', kind: 'hybrid', q: 'we will pay a developer to implement this' },
  { set: 'hire', kind: 'hybrid', q: 'looking to hire a freelance contractor for this project' },
];

/** Words of a stranger may not be qualifiers. */
const plainWords = (text: string): string =>
  text
    .replaceAll(/\b[a-z-]+:(?=\S)/gi, ' ')
    .replaceAll(/["\\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);

/** What is asked: the query sets, or open issues that hold the words, and those that mean them. */
export function githubQueries(text: string | null): SourceQuery[] {
  if (text === null) return QUERY_SETS.map(({ kind, q, set }) => ({ kind, text: q, within: set }));
  const words = plainWords(text);
  if (words === '') return [];
  return [
    { kind: 'lexical', text: words, within: null },
    { kind: 'hybrid', text: words, within: null },
  ];
}
