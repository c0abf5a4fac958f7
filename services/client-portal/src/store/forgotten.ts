import type { Tx } from '@loop/runtime';
import { db } from './tables.ts';

/** Remembers, without any address, whom and what not to take up again. */
export async function rememberForgotten(tx: Tx, subjects: readonly string[], forgottenAt: Date): Promise<void> {
  if (subjects.length === 0) return;
  await tx.run(
    db
      .insertInto('forgotten')
      .values(subjects.map((subject) => ({ subject, forgotten_at: forgottenAt })))
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Whether any of the subjects is forgotten. */
export async function isAnyForgotten(tx: Tx, subjects: readonly string[]): Promise<boolean> {
  if (subjects.length === 0) return false;
  const found = await tx.first(
    db
      .selectFrom('forgotten')
      .select('subject')
      .where('subject', 'in', [...subjects])
      .limit(1),
  );
  return found !== undefined;
}
