import type { ContactKind } from '@loop/contracts';
import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { IMPERSONAL } from '../domain/hashed-person.ts';
import { sql } from './tables.ts';

/** A way to reach somebody, as it is kept. */
export interface KeptContact {
  readonly id: string;
  readonly kind: ContactKind;
  readonly value: string;
}

/** Contacts by their ids, or by kind and value in any case. */
export async function findContacts(
  tx: Tx,
  by: { readonly ids: readonly string[] } | { readonly kind: string; readonly value: string },
): Promise<readonly KeptContact[]> {
  const contacts = sql.selectFrom('contacts').select(['id', 'kind', 'value']);
  const rows = await tx.rows(
    'ids' in by
      ? contacts.where('id', '=', raw<string>`any(${by.ids}::uuid[])`)
      : contacts.where('kind', '=', by.kind).where(raw<string>`lower(value)`, '=', by.value.toLowerCase()),
  );
  return rows as readonly KeptContact[];
}

/** Opportunities in which one of the contacts was seen. */
export async function sightingsOf(tx: Tx, contactIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('sightings')
      .select('opportunity_id')
      .distinct()
      .where('contact_id', '=', raw<string>`any(${contactIds}::uuid[])`),
  );
  return rows.map((row) => row.opportunity_id);
}

/** Contacts of people that were seen in the given opportunities; sites that may be anybody's are none. */
export async function contactsSeenIn(tx: Tx, opportunityIds: readonly string[]): Promise<readonly KeptContact[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('sightings')
      .innerJoin('contacts', (join) =>
        join.onRef('contacts.tenant_id', '=', 'sightings.tenant_id').onRef('contacts.id', '=', 'sightings.contact_id'),
      )
      .select(['contacts.id', 'contacts.kind', 'contacts.value'])
      .distinct()
      .where('sightings.opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`)
      .where('contacts.kind', 'not in', [...IMPERSONAL]),
  );
  return rows as readonly KeptContact[];
}

/** Erases contacts, the given posts and their sightings, what of them waits for name servers, and contacts that are seen nowhere any more. */
export async function erasePeople(
  tx: Tx,
  contactIds: readonly string[],
  opportunityIds: readonly string[],
): Promise<void> {
  const gone = await tx.rows(
    sql
      .deleteFrom('sightings')
      .where('opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`)
      .returning('contact_id'),
  );
  const seen = gone.map((row) => row.contact_id);
  await tx.run(
    sql
      .deleteFrom('contacts')
      .where((contact) =>
        contact.or([
          contact('id', '=', raw<string>`any(${contactIds}::uuid[])`),
          contact.and([
            contact('id', '=', raw<string>`any(${seen}::uuid[])`),
            contact.not(
              contact.exists(
                contact
                  .selectFrom('sightings')
                  .select('sightings.contact_id')
                  .whereRef('sightings.contact_id', '=', 'contacts.id'),
              ),
            ),
          ]),
        ]),
      ),
  );
  await tx.run(
    sql.deleteFrom('waiting_opportunities').where('opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`),
  );
  await tx.run(sql.deleteFrom('known_posts').where('opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`));
}

/** Counts what {@link erasePeople} would erase, by table. */
export async function countPeople(
  tx: Tx,
  contactIds: readonly string[],
  opportunityIds: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const rows = (statement: { compile(): unknown }) => tx.rows(statement as Parameters<Tx['rows']>[0]);
  const inPosts = raw<string>`any(${opportunityIds}::uuid[])`;
  const [sightings, contacts, posts] = await Promise.all([
    rows(sql.selectFrom('sightings').select('contact_id').where('opportunity_id', '=', inPosts)),
    rows(sql.selectFrom('contacts').select('id').where('id', '=', raw<string>`any(${contactIds}::uuid[])`)),
    rows(sql.selectFrom('known_posts').select('opportunity_id').where('opportunity_id', '=', inPosts)),
  ]);
  return { sightings: sightings.length, contacts: contacts.length, known_posts: posts.length };
}
