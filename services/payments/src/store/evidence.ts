import type { Tx } from '@loop/runtime';
import type { RailName } from '../domain/payment-reading.ts';
import { sql } from './tables.ts';

/** What a posting rests on: an object read from the provider, for a verified event or of our own accord. */
export interface Evidence {
  readonly evidenceId: string;
  readonly provider: RailName;
  readonly objectType: string;
  readonly objectRef: string;
  /** The event whose notice led to the reading; null when none did. */
  readonly providerEventId: string | null;
  /** Real time. */
  readonly readAt: Date;
  /** SHA-256, in hex, of what was read. */
  readonly contentSha256: string;
}

/** Keeps evidence; the same again changes nothing. */
export async function keepEvidence(tx: Tx, evidence: Evidence): Promise<void> {
  await tx.run(
    sql
      .insertInto('evidence')
      .values({
        evidence_id: evidence.evidenceId,
        provider: evidence.provider,
        kind: evidence.providerEventId === null ? 'read' : 'event',
        object_type: evidence.objectType,
        object_ref: evidence.objectRef,
        provider_event_id: evidence.providerEventId,
        read_at: evidence.readAt,
        content_sha256: evidence.contentSha256,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
}
