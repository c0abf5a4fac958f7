import type { Tx } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import { sql } from './tables.ts';

/** An alert as it is kept. */
export interface KeptAlert {
  readonly alertId: string;
  readonly severity: 'warning' | 'critical';
  readonly code: string;
  readonly summary: string;
  readonly milestoneId: string | null;
  readonly contractId: string | null;
  readonly mode: Mode;
  readonly alertedAt: Date;
}

/** Keeps an alert; false when it was there already. */
export async function addAlert(tx: Tx, alert: KeptAlert): Promise<boolean> {
  const written = await tx.run(
    sql
      .insertInto('alerts')
      .values({
        alert_id: alert.alertId,
        severity: alert.severity,
        code: alert.code,
        summary: alert.summary,
        milestone_id: alert.milestoneId,
        contract_id: alert.contractId,
        mode: alert.mode,
        alerted_at: alert.alertedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return written > 0;
}
