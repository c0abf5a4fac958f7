import type { Tx } from '@loop/runtime';
import { sql } from './tables.ts';

/** Days for which what posts say about people is kept where a tenant has set nothing else. */
const DEFAULT_KEEP_DAYS = 180;

/** For how many days the tenant keeps what posts say about people. */
export async function keepDays(tx: Tx): Promise<{ readonly keepDays: number; readonly isDefault: boolean }> {
  const row = await tx.first(sql.selectFrom('retention_policies').select('keep_days'));
  return { keepDays: row?.keep_days ?? DEFAULT_KEEP_DAYS, isDefault: row === undefined };
}

/** Sets it, in place of what was set before. */
export async function setKeepDays(tx: Tx, days: number, changedAt: Date): Promise<void> {
  const policy = { keep_days: days, changed_at: changedAt };
  await tx.run(
    sql
      .insertInto('retention_policies')
      .values(policy)
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(policy)),
  );
}
