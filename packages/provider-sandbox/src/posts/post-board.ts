import type { Journal, JournalTable } from '../core/journal.ts';
import type { SandboxProvider } from '../core/journal-entry.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import { inventPosts } from './invent-posts.ts';
import type { InventedPost } from './invented-post.ts';

/** What stands on one vendor's board. */
export interface BoardPlan {
  readonly provider: SandboxProvider;
  readonly seed: number;
  readonly count: number;
  /** Age of the oldest post at the sandbox's first start; the newest appears two days after it. */
  readonly oldestDays: number;
}

const daySeconds = 86_400;
const laterDays = 2;

/**
 * One vendor's posts. They are dated once, from the virtual time of the sandbox's first start (kept in the journal), so that ids
 * and dates stay put while the clock moves on; the last of them appear as the virtual clock reaches them.
 */
export class PostBoard {
  readonly #clock: VirtualClock;
  readonly #posts: readonly InventedPost[];
  readonly #removed: JournalTable<true>;

  constructor(journal: Journal, clock: VirtualClock, { provider, seed, count, oldestDays }: BoardPlan) {
    this.#clock = clock;
    this.#removed = journal.table(`${provider}-removed`);
    const anchors = journal.table<number>('post-anchor');
    if (anchors.get(provider) === undefined) {
      const now = clock.nowSeconds();
      journal.transact(
        provider,
        'start',
        () => anchors.put(provider, now),
        () => ({ anchorSeconds: now }),
      );
    }
    const anchor = anchors.get(provider) ?? clock.nowSeconds();
    const span = { from: anchor - oldestDays * daySeconds, until: anchor + laterDays * daySeconds };
    this.#posts = inventPosts({ seed, count, ...span }).reverse();
  }

  /** What is there now, newest first; what was deleted is among it. */
  visible(): InventedPost[] {
    const now = this.#clock.nowSeconds();
    return this.#posts
      .filter(({ createdAt }) => createdAt <= now)
      .map((post) => (this.#removed.get(String(post.number)) ? { ...post, isDeleted: true } : post));
  }

  /** Its author takes a post back. Only inside a transaction. */
  remove(number: number): void {
    this.#removed.put(String(number), true);
  }

  find(number: number): InventedPost | undefined {
    return this.visible().find((post) => post.number === number);
  }
}
