import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { sql } from './tables.ts';

/** Remembers, without any name or address, whom and what not to take up again. */
export async function rememberForgotten(tx: Tx, subjects: readonly string[], forgottenAt: Date): Promise<void> {
  if (subjects.length === 0) return;
  await tx.run(
    sql
      .insertInto('forgotten')
      .values([...new Set(subjects)].map((subject) => ({ subject, forgotten_at: forgottenAt })))
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Which of the subjects, each of its tenant's, are forgotten, as `tenant subject`. */
export async function forgottenAmong(
  tx: Tx,
  subjects: readonly { readonly tenantId: string; readonly subject: string }[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const wanted = eventRows(subjects, { subject: ['text', ({ subject }) => subject] });
  const rows = await tx.rows(
    sql
      .selectFrom(wanted.as('wanted'))
      .innerJoin('forgotten', (join) =>
        join
          .on('forgotten.tenant_id', '=', raw<string>`wanted.tenant_id`)
          .on('forgotten.subject', '=', raw<string>`wanted.subject`),
      )
      .select(['forgotten.tenant_id', 'forgotten.subject']),
  );
  return new Set(rows.map(({ subject, tenant_id }) => `${tenant_id} ${subject}`));
}
