import type { Tx } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import type { MissedNotice } from '../providers/payment-rail.ts';
import { sql } from './tables.ts';

/** Notes events that the provider lists as undelivered; resolves to the ids of those we had never heard of. */
export async function noteMissed(tx: Tx, mode: Mode, notices: readonly MissedNotice[]): Promise<ReadonlySet<string>> {
  if (notices.length === 0) return new Set();
  const rows = await tx.rows(
    sql
      .insertInto('notices')
      .values(
        notices.map((notice) => ({
          provider_event_id: notice.providerEventId,
          event_type: notice.eventType,
          object_ref: notice.objectRef,
          occurred_at: notice.occurredAt,
          mode,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('provider_event_id'),
  );
  return new Set(rows.map((row) => row.provider_event_id));
}
