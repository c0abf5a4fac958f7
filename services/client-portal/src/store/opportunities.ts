import type { EventEnvelope, opportunityFound, PayloadOf } from '@loop/contracts';
import { eventRows, type Tx } from '@loop/runtime';
import { sql } from 'kysely';
import { db } from './tables.ts';

/** What the portal keeps of an opportunity. */
export interface KeptOpportunity {
  readonly opportunityId: string;
  readonly platform: string;
  readonly title: string | null;
  readonly text: string;
  readonly postedAt: Date | null;
  /** Nothing is drafted for it before somebody orders that. */
  readonly waitsForOrder: boolean;
}

/**
 * Keeps what was found, each under its event's tenant, but for what is to be forgotten. An opportunity that is there already
 * stays as it is.
 */
export async function keepFound(
  tx: Tx,
  events: readonly EventEnvelope<PayloadOf<typeof opportunityFound>>[],
): Promise<void> {
  const rows = eventRows(events, {
    opportunity_id: ['uuid', ({ data }) => data.opportunityId],
    platform: ['text', ({ data }) => data.source.platform],
    title: ['text', ({ data }) => data.title],
    body: ['text', ({ data }) => data.text],
    posted_at: ['timestamptz', ({ data }) => data.postedAt],
    waits_for_order: ['bool', ({ data }) => data.autoContract === false],
  });
  await tx.run(
    db
      .insertInto('opportunities')
      .columns(['tenant_id', 'opportunity_id', 'platform', 'title', 'body', 'posted_at', 'waits_for_order'])
      .expression(
        db
          .selectFrom(rows.as('found'))
          .selectAll()
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('forgotten')
                  .select('forgotten.subject')
                  .whereRef('forgotten.tenant_id', '=', 'found.tenant_id')
                  .where('forgotten.subject', '=', sql<string>`'opportunity:' || found.opportunity_id`),
              ),
            ),
          ),
      )
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
      waitsForOrder: row.waits_for_order,
    }
  );
}

/** Marks that an opportunity was drafted from or turned down. Returns false where it was before. */
export async function markDecided(tx: Tx, opportunityId: string, decidedAt: Date): Promise<boolean> {
  const decision = { opportunity_id: opportunityId, decided_at: decidedAt };
  const marked = await tx.run(
    db
      .insertInto('opportunity_decisions')
      .values(decision)
      .onConflict((conflict) => conflict.doNothing()),
  );
  return marked > 0;
}

/** Erases opportunities for good. */
export async function eraseOpportunities(tx: Tx, opportunityIds: readonly string[]): Promise<void> {
  if (opportunityIds.length === 0) return;
  await tx.run(db.deleteFrom('opportunities').where('opportunity_id', 'in', [...opportunityIds]));
}

/** How many of the opportunities are kept. */
export async function countOpportunities(tx: Tx, opportunityIds: readonly string[]): Promise<number> {
  const rows = await tx.rows(
    db
      .selectFrom('opportunities')
      .select('opportunity_id')
      .where('opportunity_id', '=', sql<string>`any(${opportunityIds}::uuid[])`),
  );
  return rows.length;
}
