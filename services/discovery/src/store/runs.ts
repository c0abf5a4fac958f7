import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import { type RunsTable, sql } from './tables.ts';

/** One run of discovery; what is read for it stands with its parts. */
export type Run = Readonly<Selectable<RunsTable>>;

/** How many posts a run, or a part of it, came to; `seen` is the sum of the others. */
export interface Counts {
  readonly seen: number;
  readonly found: number;
  readonly dropped: number;
  readonly broken: number;
}

/** A run that begins. */
export type NewRun = Omit<Run, 'tenant_id' | keyof Counts | 'completed_at'>;

/** Keeps a run that begins. False when there is one of that id already: nothing is changed then. */
export async function beginRun(tx: Tx, run: NewRun): Promise<boolean> {
  const inserted = await tx.run(
    sql
      .insertInto('runs')
      .values({ ...run, completed_at: null })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing()),
  );
  return inserted === 1;
}

/** The run, locked until the transaction ends. */
export function lockRun(tx: Tx, runId: string): Promise<Run | undefined> {
  return tx.first(sql.selectFrom('runs').selectAll().where('id', '=', runId).forUpdate());
}

/** The run as it is. */
export function findRun(tx: Tx, runId: string): Promise<Run | undefined> {
  return tx.first(sql.selectFrom('runs').selectAll().where('id', '=', runId));
}

/** Adds to the counts of a run. */
export async function countPosts(tx: Tx, runId: string, counts: Counts): Promise<void> {
  await tx.run(
    sql
      .updateTable('runs')
      .set((run) => ({
        seen: run('seen', '+', counts.seen),
        found: run('found', '+', counts.found),
        dropped: run('dropped', '+', counts.dropped),
        broken: run('broken', '+', counts.broken),
      }))
      .where('id', '=', runId),
  );
}

/** Ends a run. */
export async function completeRun(tx: Tx, runId: string, completedAt: Date): Promise<void> {
  await tx.run(sql.updateTable('runs').set({ completed_at: completedAt }).where('id', '=', runId));
}
