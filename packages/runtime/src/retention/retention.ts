import type { Core } from '../core.ts';
import { transaction } from '../db/session.ts';
import { Poller } from '../poller.ts';
import { RETENTION_RULES, type RetentionRule } from './retention-rules.ts';

/** Pages of a table worked on in one transaction: some thousands of rows, some milliseconds. */
const PAGES_A_STEP = 128;
const STEP_EVERY_MS = 1_000;

/** Rest between two passes over all tables. */
const PASS_EVERY_MS = 6 * 3_600_000;

/**
 * Removes what is older than any replay could reach, see {@link RETENTION_RULES}. It walks each table page by page, a step a
 * second, so that no index has to be kept up for it where events are handled, and no lock is held for long. Every instance
 * walks; what another has removed is not there any more. A crash loses nothing: the next pass begins anew.
 */
export class Retention {
  readonly #core: Core;
  readonly #poller: Poller;
  #rules: readonly RetentionRule[] = RETENTION_RULES;
  #page = 0;
  #restUntilMs = 0;

  constructor(core: Core) {
    this.#core = core;
    this.#poller = new Poller(core.logger, STEP_EVERY_MS, () => this.#step());
  }

  start(): void {
    this.#poller.start();
  }

  stop(): Promise<void> {
    return this.#poller.stop();
  }

  async #step(): Promise<boolean> {
    const [rule, ...rest] = this.#rules;
    if (performance.now() < this.#restUntilMs || rule === undefined) return false;
    const pages = await this.#work(rule);
    this.#page += PAGES_A_STEP;
    if (this.#page < pages) return false;
    this.#page = 0;
    this.#rules = rest.length > 0 ? rest : RETENTION_RULES;
    if (rest.length === 0) this.#restUntilMs = performance.now() + PASS_EVERY_MS;
    return rest.length > 0;
  }

  /** Resolves to the number of pages the table has. */
  #work({ table, sql }: RetentionRule): Promise<number> {
    return transaction(this.#core.runtimePool, async (session) => {
      void session.sql(sql, [`(${this.#page},0)`, `(${this.#page + PAGES_A_STEP},0)`]);
      const [size] = await session.sql<{ pages: number }>(
        `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS pages`,
        [table],
      );
      return size?.pages ?? 0;
    });
  }
}
