import type { RunningSystem } from '@loop/dev';
import { Pool } from 'pg';
import { Judge } from './judge.ts';
import { type Evidence, weigh } from './weigh.ts';

/** What the judge found. */
export interface Verdict {
  /** Broken promises, in sentences. Empty when all were kept. */
  readonly violations: readonly string[];
  readonly events: number;
  readonly mails: number;
  readonly captures: number;
  /** Effects whose outcome nobody could find out; they are listed, never done again. */
  readonly unknownEffects: number;
}

/** What only those know who have used the system. */
export interface Testimony {
  /** The discovery runs that were begun. */
  readonly runIds: readonly string[];
  readonly stuckDeals: readonly string[];
}

/** A killed consumer's events come again after 30 s, a killed worker's leases end after 25 s, and both may happen twice. */
const REST_TIMEOUT_MS = 150_000;

/** Waits until a system has come to rest, for two and a half minutes at most, and weighs what it has done. */
export async function judgeSystem(system: RunningSystem, { runIds, stuckDeals }: Testimony): Promise<Verdict> {
  return await withDatabase(system, async (database) => {
    const judge = new Judge(system, database);
    const unrest = await judge.rest(runIds, REST_TIMEOUT_MS);
    const evidence: Evidence = { ...(await judge.evidence()), unrest, stuckDeals };
    const unknown = evidence.effects.filter(({ state }) => state === 'unknown');
    return {
      violations: weigh(evidence),
      events: evidence.published.length,
      mails: evidence.mailEffects.length,
      captures: evidence.captures.length,
      unknownEffects: unknown.reduce((sum, { count }) => sum + count, 0),
    };
  });
}

/** Opens a pool to a system's database, as its superuser, for the time of `work`. */
export async function withDatabase<T>(system: RunningSystem, work: (database: Pool) => Promise<T>): Promise<T> {
  const database = new Pool({ connectionString: system.servers.databaseUrl, max: 2 });
  // Connections die with the database; the next statement opens another.
  database.on('error', () => undefined);
  try {
    return await work(database);
  } finally {
    await database.end();
  }
}
