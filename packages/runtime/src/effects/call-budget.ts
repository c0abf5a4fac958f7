import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';

/** Calls a second that a provider may get from all instances of a service together. */
export type CallRates = Readonly<Record<string, number>>;

/**
 * A token bucket for each provider that has a rate, in Postgres, so that all instances draw from one. It holds what a second
 * gives: a provider that was left alone gets no more than that at once. Providers without a rate are not limited.
 *
 * - Crash after taking: what was taken is lost, and comes again with time.
 * - A call that cannot wait (a client does, or something is asked about) is counted, and those that can wait make up for it.
 */
export class CallBudget {
  readonly #pool: Pool;
  readonly #rates: CallRates;

  constructor(pool: Pool, rates: CallRates) {
    this.#pool = pool;
    this.#rates = rates;
  }

  /**
   * Takes up to `wanted` calls at a provider at which something is due; resolves to how many may be made now, 0 when nothing is
   * due. What is not made is given back ({@link giveBack}).
   */
  async take(provider: string, wanted: number, domainNow: Date): Promise<number> {
    const rate = this.#rates[provider];
    if (rate === undefined) return wanted;
    const { rows } = await transaction(this.#pool, async (session) => ({
      rows: session.sql<{ taken: number }>(TAKE, [provider, rate, wanted, domainNow.toISOString()]),
    }));
    const [row] = await rows;
    return row?.taken ?? 0;
  }

  /** Gives back what was taken and not used. */
  giveBack(provider: string, count: number): Promise<void> {
    return this.#add(provider, count);
  }

  /** Counts a call that did not wait. */
  spend(provider: string): Promise<void> {
    return this.#add(provider, -1);
  }

  async #add(provider: string, count: number): Promise<void> {
    const rate = this.#rates[provider];
    if (rate === undefined || count === 0) return;
    await transaction(this.#pool, (session) => session.sql(ADD, [provider, rate, count]));
  }
}

/** What there is now: what was left and what came since, at most what a second gives. */
const AVAILABLE =
  'LEAST($2::float8, available + $2::float8 * GREATEST(0, extract(epoch FROM clock_timestamp() - refilled_at)))';

const TAKE = `WITH known AS (INSERT INTO call_budgets (provider, available) VALUES ($1, $2::float8) ON CONFLICT DO NOTHING),
    filled AS MATERIALIZED (SELECT provider, ${AVAILABLE} AS available FROM call_budgets WHERE provider = $1
      AND EXISTS (SELECT 1 FROM effects e WHERE e.state = 'ready' AND e.provider = $1 AND e.due_at <= $4 AND e.not_before <= now())
      FOR UPDATE),
    spent AS (SELECT provider, available, GREATEST(0, LEAST(floor(available), $3::int))::int AS taken FROM filled)
  UPDATE call_budgets b SET available = spent.available - spent.taken, refilled_at = clock_timestamp()
    FROM spent WHERE b.provider = spent.provider RETURNING spent.taken`;

const ADD = `INSERT INTO call_budgets (provider, available) VALUES ($1, $2::float8 + LEAST($3::int, 0))
  ON CONFLICT (provider) DO UPDATE SET available = LEAST($2::float8, call_budgets.available + $3::int
    + $2::float8 * GREATEST(0, extract(epoch FROM clock_timestamp() - call_budgets.refilled_at))), refilled_at = clock_timestamp()`;
