import { eventRows, type Tx } from '@loop/runtime';
import type { Notice } from './object-reads.ts';
import { sql } from './tables.ts';

/** A reading of the provider that contradicts what we know. */
export interface QuarantinedReading {
  readonly quarantineId: string;
  readonly reason: string;
  readonly milestoneId: string | null;
  readonly objectType: string;
  readonly objectRef: string;
  readonly providerEventId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly readAt: Date;
}

/** Puts a reading aside for a person; the same one again changes nothing. */
export async function quarantine(tx: Tx, reading: QuarantinedReading): Promise<void> {
  await tx.run(
    sql
      .insertInto('quarantined_readings')
      .values({
        quarantine_id: reading.quarantineId,
        reason: reading.reason,
        milestone_id: reading.milestoneId,
        object_type: reading.objectType,
        object_ref: reading.objectRef,
        provider_event_id: reading.providerEventId,
        amount_minor: reading.amountMinor,
        currency: reading.currency,
        read_at: reading.readAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Notes that the provider told us something, set-based and of any tenants; told again, it changes nothing. */
export async function noteNotices(tx: Tx, notices: readonly Notice[]): Promise<void> {
  const rows = eventRows(notices, {
    provider_event_id: ['text', ({ data }) => data.providerEventId],
    event_type: ['text', ({ data }) => data.eventType],
    object_ref: ['text', ({ data }) => data.objectId],
    occurred_at: ['timestamptz', ({ data }) => data.occurredAt],
    mode: ['text', ({ data }) => data.mode],
  });
  await tx.run(
    sql
      .insertInto('notices')
      .columns(['tenant_id', 'provider_event_id', 'event_type', 'object_ref', 'occurred_at', 'mode'])
      .expression(sql.selectFrom(rows.as('told')).selectAll())
      .onConflict((conflict) => conflict.doNothing()),
  );
}
