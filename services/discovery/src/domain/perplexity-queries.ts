import type { SourceQuery } from './source-query.ts';

/** Raised with every change of the questions, so that results can be compared within a version. */
const PERPLEXITY_QUERY_SET = 1;

/** Questions that share one request; the vendor takes five. */
const QUESTIONS_PER_REQUEST = 5;

/**
 * The eight categories of R1. They are written for a search that answers by meaning: whole phrases, as people would put them in
 * their posts.
 */
const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  email_posts: [
    'looking for a freelance developer for a paid project, email me at',
    'need someone to build a website, budget, please email',
    'hiring freelancer for a small project, send your portfolio to email',
  ],
  x_posts: [
    'site:x.com looking for a developer, DM me, paid project',
    'site:x.com need a designer for my startup, DM your rates',
  ],
  linkedin_posts: [
    'site:linkedin.com/posts looking for a freelance developer for a project',
    'site:linkedin.com/posts we need a contractor, reach out to me',
  ],
  job_boards: [
    'Upwork fixed price job: build a booking page',
    'Freelancer.com project: web scraper needed, budget',
    'Fiverr buyer request: need a logo and brand kit',
  ],
  github_bounties: [
    'GitHub issue bounty open, will pay for implementation',
    'open source bounty $ issue help wanted Algora OR Opire',
  ],
  reddit_posts: ['r/forhire [Hiring] developer budget email', 'r/slavelabour [TASK] budget contact email'],
  startup_consulting: [
    'startup founder looking for a technical consultant, paid, contact',
    'seeking fractional CTO or consultant for early stage company, email',
  ],
  communities: [
    'Discord server hiring channel looking for developer paid',
    'Telegram channel looking for freelance programmer, paid, contact',
  ],
};

/** The questions of a category; a category that is not known (of another version) has none. */
export const perplexityQuestions = ({ text, within }: SourceQuery): string[] =>
  text === null ? [...(CATEGORIES[within ?? ''] ?? [])].slice(0, QUESTIONS_PER_REQUEST) : [text];

/** What is asked of the Search API: each category in one request, or the given words alone. */
export function perplexityQueries(text: string | null): SourceQuery[] {
  if (text !== null) return [{ kind: `search.v${PERPLEXITY_QUERY_SET}`, text: text.slice(0, 1_000), within: null }];
  return Object.keys(CATEGORIES).map((within) => ({ kind: `search.v${PERPLEXITY_QUERY_SET}`, text: null, within }));
}

/** What is asked of the Agent API, where it is on: one question over all that was meant. */
export function agentQueries(text: string | null): SourceQuery[] {
  const wanted = text ?? 'people who ask for paid freelance development, design or data work';
  const asked = `Find public posts of the last month by ${wanted}. List the posts themselves.`;
  return [{ kind: 'agent', text: asked.slice(0, 1_000), within: null }];
}
