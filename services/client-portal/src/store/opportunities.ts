import type { Tx } from '@loop/runtime';
import { db } from './tables.ts';

/** What the portal keeps of an opportunity. */
export interface KeptOpportunity {
  readonly opportunityId: string;
  readonly platform: string;
  readonly title: string | null;
  readonly text: string;
  readonly postedAt: Date | null;
  /** When it was drafted from, or turned down; null before. */
  readonly decidedAt: Date | null;
}

/** Keeps an opportunity; one that is there already stays as it is. */
export async function keepOpportunity(tx: Tx, opportunity: Omit<KeptOpportunity, 'decidedAt'>): Promise<void> {
  const { opportunityId, platform, title, text, postedAt } = opportunity;
  await tx.run(
    db
      .insertInto('opportunities')
      .values({ opportunity_id: opportunityId, platform, title, body: text, posted_at: postedAt, decided_at: null })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Finds an opportunity and locks it for the decision about it. */
export async function lockOpportunity(tx: Tx, opportunityId: string): Promise<KeptOpportunity | undefined> {
  const row = await tx.first(
    db.selectFrom('opportunities').selectAll().where('opportunity_id', '=', opportunityId).forUpdate(),
  );
  return (
    row && {
      opportunityId: row.opportunity_id,
      platform: row.platform,
      title: row.title,
      text: row.body,
      postedAt: row.posted_at,
      decidedAt: row.decided_at,
    }
  );
}

/** Marks that an opportunity was drafted from or turned down. */
export async function markDecided(tx: Tx, opportunityId: string, decidedAt: Date): Promise<void> {
  await tx.run(
    db.updateTable('opportunities').set({ decided_at: decidedAt }).where('opportunity_id', '=', opportunityId),
  );
}

/** Erases opportunities for good. */
export async function eraseOpportunities(tx: Tx, opportunityIds: readonly string[]): Promise<void> {
  if (opportunityIds.length === 0) return;
  await tx.run(db.deleteFrom('opportunities').where('opportunity_id', 'in', [...opportunityIds]));
}
