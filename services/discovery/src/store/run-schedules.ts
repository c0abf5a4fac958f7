import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import { type RunSchedulesTable, sql } from './tables.ts';

/** A run that a tenant wants again and again. */
export type RunSchedule = Readonly<Omit<Selectable<RunSchedulesTable>, 'tenant_id'>>;

/** Keeps a schedule; one of that name is replaced, and due as the new one says. */
export async function keepSchedule(tx: Tx, schedule: Omit<RunSchedule, 'last_run_id'>): Promise<void> {
  const { name, wish, ...rest } = schedule;
  const values = { ...rest, wish: JSON.stringify(wish) };
  await tx.run(
    sql
      .insertInto('run_schedules')
      .values({ name, last_run_id: null, ...values })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(values)),
  );
}

/** Removes a schedule; false when there is none of that name. Its runs stay. */
export async function dropSchedule(tx: Tx, name: string): Promise<boolean> {
  return (await tx.run(sql.deleteFrom('run_schedules').where('name', '=', name))) > 0;
}

/** All schedules of the tenant, by name. */
export function schedulesOf(tx: Tx): Promise<RunSchedule[]> {
  return tx.rows(sql.selectFrom('run_schedules').selectAll().orderBy('name'));
}

/** Schedules that are due, locked. */
export function dueSchedules(tx: Tx, now: Date): Promise<RunSchedule[]> {
  return tx.rows(
    sql
      .selectFrom('run_schedules')
      .selectAll()
      .where('next_due_at', '<=', now)
      .orderBy('next_due_at')
      .orderBy('name')
      .forUpdate(),
  );
}

/** Moves a schedule on to its next time. */
export async function moveSchedule(tx: Tx, name: string, nextDueAt: Date, lastRunId: string | null): Promise<void> {
  await tx.run(
    sql
      .updateTable('run_schedules')
      .set({ next_due_at: nextDueAt, ...(lastRunId === null ? {} : { last_run_id: lastRunId }) })
      .where('name', '=', name),
  );
}
