import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { PlannedPage } from '../domain/source-query.ts';
import { type RunsTable, sql } from './tables.ts';

/** One run of discovery. */
export type Run = Readonly<Selectable<RunsTable>>;

/** How many posts a run, or a part of it, came to; `seen` is the sum of the others. */
export interface Counts {
  readonly seen: number;
  readonly found: number;
  readonly dropped: number;
  readonly broken: number;
}

/** A run that begins. */
export type NewRun = Pick<Run, 'id' | 'source' | 'query' | 'seen_limit' | 'actor' | 'reason' | 'started_at'> & {
  readonly plan: readonly PlannedPage[];
};

/** Keeps a run that begins. */
export async function beginRun(tx: Tx, run: NewRun): Promise<void> {
  const { plan, ...values } = run;
  await tx.run(
    sql.insertInto('runs').values({
      ...values,
      plan: JSON.stringify(plan),
      reading_effect_id: null,
      unread_reason: null,
      completed_at: null,
    }),
  );
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

/** Keeps what is still to be read and which effect reads it. */
export async function goOn(tx: Tx, runId: string, plan: readonly PlannedPage[], effectId: string): Promise<void> {
  await tx.run(
    sql
      .updateTable('runs')
      .set({ plan: JSON.stringify(plan), reading_effect_id: effectId })
      .where('id', '=', runId),
  );
}

/** Keeps why a page could not be read. */
export async function noteUnread(tx: Tx, runId: string, reason: string): Promise<void> {
  await tx.run(sql.updateTable('runs').set({ unread_reason: reason }).where('id', '=', runId));
}

/** Ends a run. */
export async function completeRun(tx: Tx, runId: string, completedAt: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('runs')
      .set({ plan: '[]', reading_effect_id: null, completed_at: completedAt })
      .where('id', '=', runId),
  );
}
