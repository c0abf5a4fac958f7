import type { Tx } from '@loop/runtime';
import { db } from './tables.ts';

/** A browser that a room is open in. */
export interface DealSession {
  readonly sessionHash: string;
  readonly contractId: string;
  readonly presentationId: string;
  /** The link's rotation at the time: a newer one closes the session. */
  readonly rotation: number;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

/** Opens a session. */
export async function insertSession(tx: Tx, session: DealSession): Promise<void> {
  await tx.run(
    db.insertInto('deal_sessions').values({
      session_hash: session.sessionHash,
      contract_id: session.contractId,
      presentation_id: session.presentationId,
      rotation: session.rotation,
      opened_at: session.openedAt,
      expires_at: session.expiresAt,
    }),
  );
}

/** The contract a session is open for; undefined when it is unknown, over, or its link was revoked or replaced. */
export async function openContractOf(tx: Tx, sessionHash: string, now: Date): Promise<string | undefined> {
  const row = await tx.first(
    db
      .selectFrom('deal_sessions')
      .innerJoin('presentations', (join) =>
        join
          .onRef('presentations.presentation_id', '=', 'deal_sessions.presentation_id')
          .onRef('presentations.rotation', '=', 'deal_sessions.rotation'),
      )
      .select('deal_sessions.contract_id')
      .where('deal_sessions.session_hash', '=', sessionHash)
      .where('deal_sessions.expires_at', '>', now)
      .where('presentations.revoked_at', 'is', null),
  );
  return row?.contract_id;
}
