import type { Tx } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
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

/** Notes that the provider told us something; told again, it changes nothing. */
export async function noteNotice(
  tx: Tx,
  notice: { providerEventId: string; eventType: string; objectRef: string; occurredAt: Date; mode: Mode },
): Promise<void> {
  await tx.run(
    sql
      .insertInto('notices')
      .values({
        provider_event_id: notice.providerEventId,
        event_type: notice.eventType,
        object_ref: notice.objectRef,
        occurred_at: notice.occurredAt,
        mode: notice.mode,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}
