import type { Tx } from '@loop/runtime';
import { sql } from './tables.ts';

/** Writes an operator's act on money into the audit, in the transaction that decides it. Nobody may change or delete it. */
export async function auditAct(
  tx: Tx,
  by: { readonly actor: string; readonly reason: string },
  action: string,
  details: Readonly<Record<string, string | number>>,
): Promise<void> {
  const { actor, reason } = by;
  await tx.run(sql.insertInto('audit').values({ actor, action, reason, details: JSON.stringify(details) }));
}
