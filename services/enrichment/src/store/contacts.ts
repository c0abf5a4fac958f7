import type { Tx } from '@loop/runtime';
import type { EnrichedContact } from '../domain/reachability.ts';
import { sql } from './tables.ts';

/**
 * Keeps the contacts of an opportunity and where they were seen. A contact known from another opportunity stays one row; an
 * opportunity kept before keeps what it has.
 */
export async function keepContacts(
  tx: Tx,
  opportunityId: string,
  contacts: readonly EnrichedContact[],
  seenAt: Date,
): Promise<void> {
  await Promise.all([
    tx.run(
      sql
        .insertInto('contacts')
        .values(contacts.map(({ contactId, kind, value }) => ({ id: contactId, kind, value, first_seen_at: seenAt })))
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing()),
    ),
    tx.run(
      sql
        .insertInto('sightings')
        .values(
          contacts.map(({ contactId, rule, source, score, reasons }) => ({
            opportunity_id: opportunityId,
            contact_id: contactId,
            rule,
            found_in: source.where,
            url: source.url,
            span_start: source.start,
            span_end: source.end,
            score,
            reasons: JSON.stringify(reasons),
          })),
        )
        .onConflict((conflict) => conflict.columns(['tenant_id', 'opportunity_id', 'contact_id']).doNothing()),
    ),
  ]);
}
