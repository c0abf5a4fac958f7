import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { sql } from './tables.ts';

/** Remembers, by hashes and ids, whose deliveries are not kept any more. */
export async function rememberForgotten(tx: Tx, subjects: readonly string[], forgottenAt: Date): Promise<void> {
  if (subjects.length === 0) return;
  await tx.run(
    sql
      .insertInto('forgotten')
      .values([...new Set(subjects)].map((subject) => ({ subject, forgotten_at: forgottenAt })))
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Which of the subjects are forgotten. */
export async function forgottenAmong(tx: Tx, subjects: readonly string[]): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await tx.rows(
    sql.selectFrom('forgotten').select('subject').where('subject', '=', raw<string>`any(${subjects}::text[])`),
  );
  return new Set(rows.map(({ subject }) => subject));
}
