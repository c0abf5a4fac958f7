import { setTimeout as delay } from 'node:timers/promises';
import { opsDiscover } from '@loop/contracts';
import { eventually, type RunningSystem } from '@loop/dev';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { SeededRandom } from '@loop/testkit';
import { madeUpPosts } from './made-up-posts.ts';

/** Longer than any outage of a plan. */
const COMMAND_TIMEOUT_MS = 180_000;
const IMPATIENCE_MS = 3_000;
const RETRY_DELAY_MS = 200;
const DIGESTION_MS = 400;
const POLL_INTERVAL_MS = 10;

/** Keeps a system busy: imports made-up posts through discovery, as many as are needed to see so much happen. */
export class PostFeed {
  readonly #system: RunningSystem;
  readonly #random: SeededRandom;
  readonly #runIds: string[] = [];

  constructor(system: RunningSystem, random: SeededRandom) {
    this.#system = system;
    this.#random = random;
  }

  /** The discovery runs so far. */
  get runIds(): readonly string[] {
    return this.#runIds;
  }

  /** Imports posts, again and again until discovery takes them. Rejects when it does not for three minutes. */
  async feed(count: number): Promise<void> {
    const run = `posts-${this.#runIds.length}`;
    const lines = [...madeUpPosts(this.#random, run, count)];
    const order = {
      ...{ actor: 'chaos', reason: 'load while things are killed', tenantId: DEFAULT_TENANT_ID },
      ...{ source: 'import', query: null, limit: null, lines },
    };
    const give = async (): Promise<string | undefined> => {
      try {
        const asked = this.#system.operator.request(opsDiscover.request('discovery'), order);
        // Whoever was killed with a command in hand never answers it.
        const answer = await Promise.race([asked, delay(IMPATIENCE_MS, undefined)]);
        return answer !== undefined && 'ok' in answer ? answer.ok.runId : undefined;
      } catch {
        await delay(RETRY_DELAY_MS);
        return undefined;
      }
    };
    this.#runIds.push(await eventually(`discovery to take the posts of ${run}`, give, COMMAND_TIMEOUT_MS));
  }

  /** Feeds `postsAtOnce` posts at a time until so many further events are published. */
  async until(furtherEvents: number, postsAtOnce: number): Promise<void> {
    const wanted = this.#published() + furtherEvents;
    while (this.#published() < wanted) {
      await this.feed(postsAtOnce);
      const deadline = performance.now() + DIGESTION_MS;
      while (this.#published() < wanted && performance.now() < deadline) await delay(POLL_INTERVAL_MS);
    }
  }

  /** How many events the streams are known to hold. */
  #published(): number {
    return [...this.#system.watch.record.values()].reduce((sum, events) => sum + events.size, 0);
  }
}
