import type { Tx } from '@loop/runtime';
import { db } from './tables.ts';

/** A draft that waits for an order, for the author to be reachable, or for both. */
export interface WaitingDraft {
  readonly contactId: string | null;
  readonly isOrdered: boolean;
}

/** Keeps whom a draft would be for; an order given before stays. Returns what is known then. */
export async function keepWaitingContact(tx: Tx, opportunityId: string, contactId: string): Promise<WaitingDraft> {
  const kept = { contact_id: contactId };
  const row = await tx.first(
    db
      .insertInto('waiting_drafts')
      .values({ opportunity_id: opportunityId, ordered_at: null, ...kept })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'opportunity_id']).doUpdateSet(kept))
      .returning(['contact_id', 'ordered_at']),
  );
  return { contactId: row?.contact_id ?? null, isOrdered: row?.ordered_at !== null && row !== undefined };
}

/** Keeps that a draft is ordered; ordering twice changes nothing. Returns whom it is for, as far as is known. */
export async function orderDraft(tx: Tx, opportunityId: string, orderedAt: Date): Promise<WaitingDraft> {
  const row = await tx.first(
    db
      .insertInto('waiting_drafts')
      .values({ opportunity_id: opportunityId, contact_id: null, ordered_at: orderedAt })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'opportunity_id']).doUpdateSet({ ordered_at: orderedAt }),
      )
      .returning('contact_id'),
  );
  return { contactId: row?.contact_id ?? null, isOrdered: true };
}

/** Forgets drafts that will not be. */
export async function dropWaiting(tx: Tx, opportunityIds: readonly string[]): Promise<void> {
  if (opportunityIds.length === 0) return;
  await tx.run(db.deleteFrom('waiting_drafts').where('opportunity_id', 'in', [...opportunityIds]));
}
