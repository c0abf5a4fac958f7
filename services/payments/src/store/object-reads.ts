import type { Tx } from '@loop/runtime';
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

interface Notice {
  readonly provider: RailName;
  readonly objectType: string;
  readonly objectRef: string;
  readonly providerEventId: string;
}

/**
 * Counts a notice about an object. Resolves to the reading to ask for, or to undefined when one is under way already: that one
 * looks, when it is done, whether more notices came ({@link readAgain}).
 */
export async function wantRead(tx: Tx, notice: Notice): Promise<WantedRead | undefined> {
  const row = await tx.first(
    sql
      .insertInto('object_reads')
      .values({
        provider: notice.provider,
        object_ref: notice.objectRef,
        object_type: notice.objectType,
        wanted: 1,
        asked: 1,
        provider_event_id: notice.providerEventId,
      })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'provider', 'object_ref']).doUpdateSet((was) => ({
          wanted: was('object_reads.wanted', '+', 1),
          asked: was
            .case()
            .when('object_reads.asked', '=', 0)
            .then(was('object_reads.wanted', '+', 1))
            .else(was.ref('object_reads.asked'))
            .end(),
          object_type: notice.objectType,
          provider_event_id: notice.providerEventId,
        })),
      )
      .returning(['wanted', 'asked']),
  );
  if (row === undefined || row.asked !== row.wanted) return undefined;
  const { objectRef, objectType, providerEventId } = notice;
  return { objectRef, objectType, providerEventId, number: row.wanted };
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
