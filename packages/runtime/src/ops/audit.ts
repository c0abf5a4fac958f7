import type { Session } from '../db/session.ts';
import { sqlFor } from '../db/sql-for.ts';
import type { Tx } from '../db/tx.ts';

/** Who acts and why. */
export interface Acting {
  readonly actor: string;
  readonly reason: string;
}

/** Writes an operator's act into the audit, in the transaction that does it. Nobody who logs in may change or delete it. */
export function audit(
  session: Session,
  acting: Acting,
  action: string,
  details: Readonly<Record<string, unknown>>,
): void {
  void session.sql('INSERT INTO audit (actor, action, reason, details) VALUES ($1, $2, $3, $4)', [
    acting.actor,
    action,
    acting.reason,
    JSON.stringify(details),
  ]);
}

const sql = sqlFor<{ audit: { actor: string; action: string; reason: string; details: string } }>();

/** Writes an operator's act that a service decides on into the audit, in the transaction that decides it. */
export async function auditAct(
  tx: Tx,
  { actor, reason }: Acting,
  action: string,
  details: Readonly<Record<string, string | number>>,
): Promise<void> {
  await tx.run(sql.insertInto('audit').values({ actor, action, reason, details: JSON.stringify(details) }));
}
