import type { Session } from '../db/session.ts';

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
