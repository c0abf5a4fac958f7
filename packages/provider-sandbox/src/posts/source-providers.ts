import type { Journal } from '../core/journal.ts';
import type { Provider } from '../core/operation.ts';
import { QuotaMeter } from '../core/quota-meter.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import { createFeedsProvider } from '../feeds/feeds-provider.ts';
import { createGithubProvider } from '../github/github-provider.ts';
import { createPerplexityProvider } from '../perplexity/perplexity-provider.ts';
import { createRedditProvider } from '../reddit/reddit-provider.ts';
import { createXProvider } from '../x/x-provider.ts';
import { PostBoard } from './post-board.ts';

/** Whose posts are invented by one generator. */
export const BOARD_NAMES = ['reddit', 'x', 'github', 'feeds', 'perplexity'] as const;

/** See {@link BOARD_NAMES}. */
export type BoardName = (typeof BOARD_NAMES)[number];

/** Where people ask for work, besides Hacker News. */
export interface SourcesWorld {
  readonly boards: Readonly<Record<BoardName, PostBoard>>;
  readonly quotas: QuotaMeter;
  readonly providers: readonly Provider[];
}

/** Makes the boards and the vendors that show them. */
export function createSourcesWorld(journal: Journal, clock: VirtualClock): SourcesWorld {
  const quotas = new QuotaMeter(journal, clock);
  const boards = {
    reddit: new PostBoard(journal, clock, { provider: 'reddit', seed: 11, count: 620, oldestDays: 12 }),
    x: new PostBoard(journal, clock, { provider: 'x', seed: 23, count: 320, oldestDays: 9 }),
    // More than the thousand that one question reaches, so that it has to be asked by slices of time.
    github: new PostBoard(journal, clock, { provider: 'github', seed: 37, count: 5_600, oldestDays: 420 }),
    feeds: new PostBoard(journal, clock, { provider: 'feeds', seed: 41, count: 330, oldestDays: 20 }),
    perplexity: new PostBoard(journal, clock, { provider: 'perplexity', seed: 53, count: 260, oldestDays: 30 }),
  };
  const providers = [
    createRedditProvider({ board: boards.reddit, clock, quotas, tokens: journal.table('reddit-tokens') }),
    createXProvider({ board: boards.x, clock, quotas, journal, charged: journal.table('x-charged') }),
    createGithubProvider({ board: boards.github, quotas }),
    createFeedsProvider(boards.feeds),
    createPerplexityProvider({ board: boards.perplexity, quotas, journal }),
  ];
  return { boards, quotas, providers };
}
