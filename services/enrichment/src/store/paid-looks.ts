import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { sql } from './tables.ts';

/** How many looks at a place a tenant wants to take. */
export interface WantedPaidLooks {
  readonly tenantId: string;
  readonly count: number;
}

/**
 * Counts looks that cost money against the tenant's day; resolves to how many of each tenant's were asked for before, on the day. What
 * goes beyond the limit is counted as well, and not to be taken.
 */
export async function countPaidLooks(
  tx: Tx,
  place: string,
  wanted: readonly WantedPaidLooks[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  if (wanted.length === 0) return new Map();
  const day = now.toISOString().slice(0, 10);
  const rows = eventRows(wanted, { asked: ['int4', ({ count }) => count] });
  const counted = await tx.rows(
    sql
      .insertInto('paid_looks')
      .columns(['tenant_id', 'place', 'day', 'asked'])
      .expression(
        sql
          .selectFrom(rows.as('wanted'))
          .select([raw<string>`wanted.tenant_id`.as('tenant_id'), raw<string>`${place}::text`.as('place')])
          .select([raw<string>`${day}::date`.as('day'), raw<number>`wanted.asked`.as('asked')])
          .orderBy('tenant_id'),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'place', 'day'])
          .doUpdateSet({ asked: raw<number>`paid_looks.asked + excluded.asked` }),
      )
      .returning(['tenant_id', 'asked']),
  );
  const counts = new Map(wanted.map(({ count, tenantId }) => [tenantId, count]));
  return new Map(counted.map(({ asked, tenant_id }) => [tenant_id, asked - (counts.get(tenant_id) ?? 0)]));
}
