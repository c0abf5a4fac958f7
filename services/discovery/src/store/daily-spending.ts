import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { Spending } from '../domain/reading-budget.ts';
import { type DailySpendingTable, sql } from './tables.ts';

/** The day (UTC) that reading at a moment is booked on. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const ofDay = (day: string) =>
  sql
    .selectFrom('daily_spending')
    .select(['requests', 'amount_micros', 'reserved_requests', 'reserved_micros'])
    .where('day', '=', day);

type DayRow = Pick<
  Selectable<DailySpendingTable>,
  'requests' | 'amount_micros' | 'reserved_requests' | 'reserved_micros'
>;

const spentIn = (row: DayRow): Spending => ({
  requests: row.requests + row.reserved_requests,
  amountMicros: row.amount_micros + row.reserved_micros,
});

/** What the tenant spent on a day, with what is reserved. */
export async function findDay(tx: Tx, day: string): Promise<Spending> {
  const row = await tx.first(ofDay(day));
  return row === undefined ? { requests: 0, amountMicros: 0 } : spentIn(row);
}

/** What the tenant spent on a day, with what is reserved; locked, so that two runs do not spend the same money. */
export async function lockDay(tx: Tx, day: string): Promise<Spending> {
  await tx.run(
    sql
      .insertInto('daily_spending')
      .values({ day })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const row = await tx.first(ofDay(day).forUpdate());
  if (row === undefined) throw new Error('A day that is kept is not there');
  return spentIn(row);
}

/** Sets so much aside for a page. */
export async function reserveOn(tx: Tx, day: string, reserve: Spending): Promise<void> {
  await tx.run(
    sql
      .updateTable('daily_spending')
      .set((row) => ({
        reserved_requests: row('reserved_requests', '+', reserve.requests),
        reserved_micros: row('reserved_micros', '+', reserve.amountMicros),
      }))
      .where('day', '=', day),
  );
}

/** Puts what a page did cost in the place of what was set aside for it. */
export async function spendOn(tx: Tx, day: string, reserved: Spending, spent: Spending): Promise<void> {
  await tx.run(
    sql
      .updateTable('daily_spending')
      .set((row) => ({
        requests: row('requests', '+', spent.requests),
        amount_micros: row('amount_micros', '+', spent.amountMicros),
        reserved_requests: row('reserved_requests', '-', reserved.requests),
        reserved_micros: row('reserved_micros', '-', reserved.amountMicros),
      }))
      .where('day', '=', day),
  );
}
