import type { EventEnvelope, PayloadOf, paymentNotified } from '@loop/contracts';
import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { RailName } from '../domain/payment-reading.ts';
import { sql } from './tables.ts';

/** An object of a provider that is to be read, and the number of the reading that is to be asked for. */
export interface WantedRead {
  readonly objectType: string;
  readonly objectRef: string;
  readonly providerEventId: string | null;
  /** Names the reading: the same number is the same reading. */
  readonly number: number;
}

/** A notice about an object. */
export type Notice = EventEnvelope<PayloadOf<typeof paymentNotified>>;

/** A reading that a notice led to, the last one where several did. */
export interface NoticedRead {
  readonly notice: Notice;
  readonly wanted: WantedRead;
}

/**
 * Counts notices about objects of `provider`, set-based and of any tenants. Resolves to the readings to ask for: of an object
 * that is being read already none, since that reading looks, when it is done, whether more notices came ({@link readAgain}).
 */
export async function wantReads(
  tx: Tx,
  provider: RailName,
  notices: readonly Notice[],
): Promise<readonly NoticedRead[]> {
  const byObject = Map.groupBy(notices, nameOf);
  const last = [...byObject.values()].flatMap((same) => same.at(-1) ?? []);
  const rows = eventRows(last, {
    object_ref: ['text', ({ data }) => data.objectId],
    object_type: ['text', ({ data }) => data.objectType],
    provider_event_id: ['text', ({ data }) => data.providerEventId],
    wanted: ['int4', (notice) => byObject.get(nameOf(notice))?.length ?? 0],
  });
  const told = await tx.rows(
    sql
      .insertInto('object_reads')
      .columns(['tenant_id', 'object_ref', 'object_type', 'provider_event_id', 'wanted', 'asked', 'provider'])
      .expression(
        sql
          .selectFrom(rows.as('told'))
          .selectAll()
          .select(['told.wanted as asked', raw<string>`${provider}`.as('provider')]),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'object_ref']).doUpdateSet((was) => ({
          wanted: was('object_reads.wanted', '+', was.ref('excluded.wanted')),
          asked: was
            .case()
            .when('object_reads.asked', '=', 0)
            .then(was('object_reads.wanted', '+', was.ref('excluded.wanted')))
            .else(was.ref('object_reads.asked'))
            .end(),
          object_type: was.ref('excluded.object_type'),
          provider_event_id: was.ref('excluded.provider_event_id'),
        })),
      )
      .returning(['tenant_id', 'object_ref', 'wanted', 'asked']),
  );
  return told.flatMap((row) => {
    const notice = byObject.get(`${row.tenant_id} ${row.object_ref}`)?.at(-1);
    if (notice === undefined || row.asked !== row.wanted) return [];
    const { objectId: objectRef, objectType, providerEventId } = notice.data;
    return [{ notice, wanted: { objectRef, objectType, providerEventId, number: row.wanted } }];
  });
}

function nameOf({ data, tenantId }: Notice): string {
  return `${tenantId} ${data.objectId}`;
}

/**
 * Notes that an object was read. Resolves to the next reading to ask for, when notices came since the one that is done was
 * asked for; otherwise no reading is under way any more.
 */
export async function readAgain(tx: Tx, provider: RailName, objectRef: string): Promise<WantedRead | undefined> {
  const row = await tx.first(
    sql
      .updateTable('object_reads')
      .set((was) => ({ asked: was.case().when('wanted', '>', was.ref('asked')).then(was.ref('wanted')).else(0).end() }))
      .where('provider', '=', provider)
      .where('object_ref', '=', objectRef)
      .where('asked', '<>', 0)
      .returning(['asked', 'object_type', 'provider_event_id']),
  );
  if (row === undefined || row.asked === 0) return undefined;
  const { asked: number, object_type: objectType, provider_event_id: providerEventId } = row;
  return { objectRef, objectType, providerEventId, number };
}
