import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { EnrichedContact } from '../domain/enriched-contact.ts';
import { sql } from './tables.ts';

/** A contact of an opportunity. */
export interface Sighting {
  readonly tenantId: string;
  readonly opportunityId: string;
  readonly contact: EnrichedContact;
}

const SIGHTING_COLUMNS = [
  ...(['tenant_id', 'opportunity_id', 'contact_id', 'rule', 'found_in', 'url'] as const),
  ...(['span_start', 'span_end', 'score', 'reasons'] as const),
] as const;

/** Everybody writes in one order: two decisions that know the same people do not wait for each other in a circle. */
const byContact = (a: Sighting, b: Sighting): number =>
  a.contact.contactId < b.contact.contactId ? -1 : Number(a.contact.contactId > b.contact.contactId);

/**
 * Keeps the contacts of opportunities and where they were seen. A contact known from another opportunity stays one row; an
 * opportunity kept before keeps what it has.
 */
export async function keepSightings(tx: Tx, sightings: readonly Sighting[], seenAt: Date): Promise<void> {
  if (sightings.length === 0) return;
  const sorted = sightings.toSorted(byContact);
  const people = eventRows(sorted, {
    id: ['uuid', ({ contact }) => contact.contactId],
    kind: ['text', ({ contact }) => contact.kind],
    value: ['text', ({ contact }) => contact.value],
    first_seen_at: ['timestamptz', () => seenAt],
  });
  const seen = eventRows(sorted, {
    opportunity_id: ['uuid', ({ opportunityId }) => opportunityId],
    contact_id: ['uuid', ({ contact }) => contact.contactId],
    rule: ['text', ({ contact }) => contact.rule],
    found_in: ['text', ({ contact }) => contact.source.where],
    url: ['text', ({ contact }) => contact.source.url],
    span_start: ['int4', ({ contact }) => contact.source.start],
    span_end: ['int4', ({ contact }) => contact.source.end],
    score: ['float8', ({ contact }) => contact.score],
    reasons: ['jsonb', ({ contact }) => JSON.stringify(contact.reasons)],
  });
  await Promise.all([
    tx.run(
      sql
        .insertInto('contacts')
        .columns(['tenant_id', 'id', 'kind', 'value', 'first_seen_at'])
        .expression(sql.selectFrom(people.as('people')).selectAll())
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing()),
    ),
    tx.run(
      sql
        .insertInto('sightings')
        .columns([...SIGHTING_COLUMNS])
        .expression(sql.selectFrom(seen.as('seen')).selectAll())
        .onConflict((conflict) => conflict.columns(['tenant_id', 'opportunity_id', 'contact_id']).doNothing()),
    ),
  ]);
}

/** A contact that may have been seen elsewhere. */
export interface Candidate {
  readonly tenantId: string;
  readonly opportunityId: string;
  readonly contactId: string;
}

/** Which of the candidates another opportunity names as well, as `opportunity contact`. */
export async function seenElsewhere(tx: Tx, candidates: readonly Candidate[]): Promise<ReadonlySet<string>> {
  if (candidates.length === 0) return new Set();
  const wanted = eventRows(candidates, {
    opportunity_id: ['uuid', ({ opportunityId }) => opportunityId],
    contact_id: ['uuid', ({ contactId }) => contactId],
  });
  const rows = await tx.rows(
    sql
      .selectFrom(wanted.as('wanted'))
      .select([
        raw<string>`wanted.opportunity_id`.as('opportunity_id'),
        raw<string>`wanted.contact_id`.as('contact_id'),
      ])
      .where(({ selectFrom }) =>
        // With a limit it is looked up by index contact by contact: as a plain EXISTS it may become a walk through all sightings.
        selectFrom('sightings')
          .select(raw<boolean>`true`.as('seen'))
          .where('sightings.tenant_id', '=', raw<string>`wanted.tenant_id`)
          .where('sightings.contact_id', '=', raw<string>`wanted.contact_id`)
          .where('sightings.opportunity_id', '<>', raw<string>`wanted.opportunity_id`)
          .limit(1),
      ),
  );
  return new Set(rows.map((row) => `${row.opportunity_id} ${row.contact_id}`));
}
