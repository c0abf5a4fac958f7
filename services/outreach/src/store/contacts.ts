import type { PreviewForgetting, Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { Reach } from '../domain/choose-channel.ts';
import { sql } from './tables.ts';

/**
 * Keeps the ways to reach an opportunity's author, best first, in place of those kept before. One that a message went to stays,
 * behind the others: somebody's contract, and their codes, hang on it.
 */
export async function keepContacts(tx: Tx, opportunityId: string, reaches: readonly Reach[]): Promise<void> {
  const written = sql.selectFrom('messages').select('contact_id');
  await tx.run(
    sql.deleteFrom('contacts').where('opportunity_id', '=', opportunityId).where('contact_id', 'not in', written),
  );
  await tx.run(
    sql
      .updateTable('contacts')
      .set((row) => ({ rank: row('rank', '+', reaches.length) }))
      .where('opportunity_id', '=', opportunityId),
  );
  if (reaches.length === 0) return;
  await tx.run(
    sql
      .insertInto('contacts')
      .values(
        reaches.map(({ contactId, kind, value }, index) => ({
          opportunity_id: opportunityId,
          contact_id: contactId,
          kind,
          value,
          rank: index + 1,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'opportunity_id', 'contact_id'])
          .doUpdateSet((row) => ({ value: row.ref('excluded.value'), rank: row.ref('excluded.rank') })),
      ),
  );
}

/** The ways to reach an opportunity's author, best first. */
export async function contactsOf(tx: Tx, opportunityId: string): Promise<readonly Reach[]> {
  const rows = await tx.rows(
    sql.selectFrom('contacts').selectAll().where('opportunity_id', '=', opportunityId).orderBy('rank'),
  );
  return rows.map(({ contact_id, kind, value }) => ({ contactId: contact_id, kind, value }));
}

/** One way to reach somebody, by its id; undefined when it is not known, or forgotten. */
export async function findContact(tx: Tx, contactId: string): Promise<Reach | undefined> {
  const row = await tx.first(sql.selectFrom('contacts').selectAll().where('contact_id', '=', contactId).limit(1));
  return row && { contactId: row.contact_id, kind: row.kind, value: row.value };
}

/** Erases everything kept of a person: the contact itself and all ways to reach the given opportunities' author. */
export async function eraseContacts(tx: Tx, contactId: string, opportunityIds: readonly string[]): Promise<void> {
  await tx.run(
    sql
      .deleteFrom('contacts')
      .where((row) =>
        row.or([
          row('contact_id', '=', contactId),
          ...(opportunityIds.length === 0 ? [] : [row('opportunity_id', 'in', opportunityIds)]),
        ]),
      ),
  );
}

/** Counts what forgetting a person erases: ways to reach them, and drafts whose words go. */
export const previewForgetting: PreviewForgetting = async (tx, { contactId, opportunityIds }) => {
  const inPosts = raw<string>`any(${opportunityIds}::uuid[])`;
  const [contacts, contracts] = await Promise.all([
    tx.rows(
      sql
        .selectFrom('contacts')
        .select('contact_id')
        .where((row) => row.or([row('contact_id', '=', contactId), row('opportunity_id', '=', inPosts)])),
    ),
    tx.rows(sql.selectFrom('contracts').select('contract_id').where('opportunity_id', '=', inPosts)),
  ]);
  return { erased: { contacts: contacts.length, contracts: contracts.length }, kept: [] };
};
