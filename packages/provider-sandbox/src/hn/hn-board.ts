import type { Journal, JournalTable } from '../core/journal.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import { allSeeds } from './corpus/all-seeds.ts';
import { threadIds } from './corpus/threads.ts';
import type { SeedPost } from './seed-post.ts';

/** A post with its date, as of the first start of this sandbox. */
export interface HnPost extends SeedPost {
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** The story at the top of its tree; its own id for a story. */
  readonly storyId: number;
}

const hourSeconds = 3_600;
const threadOpensAtHour = 15;
/** A thread is at least this old at the first start, even on the first of a month. */
const youngestThreadSeconds = 6 * hourSeconds;

const monthName = (date: Date): string =>
  date.toLocaleString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function monthStart(anchor: Date, monthsBack: number): Date {
  return new Date(Date.UTC(anchor.getUTCFullYear(), anchor.getUTCMonth() - monthsBack, 1, threadOpensAtHour));
}

const pastIds = new Set<number>([threadIds.pastFreelancer]);

function rootOf(seed: SeedPost): number {
  let current = seed;
  while (current.parent !== undefined) {
    const parent = allSeeds.find((candidate) => candidate.id === current.parent);
    if (!parent) throw new Error(`Post ${current.id} answers a post that does not exist`);
    current = parent;
  }
  return current.id;
}

function createdAt(seed: SeedPost, storyId: number, anchorSeconds: number): number {
  if ('hoursAgo' in seed.time) return anchorSeconds - seed.time.hoursAgo * hourSeconds;
  const anchor = new Date(anchorSeconds * 1_000);
  const past = pastIds.has(storyId);
  const opened = monthStart(anchor, past ? 1 : 0).getTime() / 1_000;
  const start = past ? opened : Math.min(opened, anchorSeconds - youngestThreadSeconds);
  const end = past ? monthStart(anchor, 0).getTime() / 1_000 : anchorSeconds - 60;
  return Math.floor(start + seed.time.threadPosition * (end - start));
}

/**
 * The board: the invented posts, dated once from the virtual time of the sandbox's first start (kept in the journal), so
 * that ids and dates stay put while the clock moves on. Posts dated later appear when the virtual clock reaches them.
 */
export class HnBoard {
  readonly #clock: VirtualClock;
  readonly #posts: readonly HnPost[];

  constructor(journal: Journal, clock: VirtualClock) {
    this.#clock = clock;
    const anchors: JournalTable<number> = journal.table('hn-anchor');
    if (anchors.get('anchor') === undefined) {
      const now = clock.nowSeconds();
      journal.transact(
        'hn',
        'start',
        () => anchors.put('anchor', now),
        () => ({ anchorSeconds: now }),
      );
    }
    const anchor = anchors.get('anchor') ?? clock.nowSeconds();
    const month = monthName(new Date(anchor * 1_000));
    const pastMonth = monthName(monthStart(new Date(anchor * 1_000), 1));
    this.#posts = allSeeds
      .map((seed) => {
        const storyId = rootOf(seed);
        const title = seed.title?.replace('{month}', month).replace('{pastMonth}', pastMonth);
        return {
          ...seed,
          ...(title === undefined ? {} : { title }),
          storyId,
          createdAt: createdAt(seed, storyId, anchor),
        };
      })
      .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  }

  /** What is on the board now, newest first. */
  visible(): HnPost[] {
    const now = this.#clock.nowSeconds();
    return this.#posts.filter((post) => post.createdAt <= now);
  }

  find(id: number): HnPost | undefined {
    return this.visible().find((post) => post.id === id);
  }

  childrenOf(id: number): HnPost[] {
    return this.visible()
      .filter((post) => post.parent === id)
      .reverse();
  }
}
