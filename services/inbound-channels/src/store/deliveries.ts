import type { PreviewForgetting, Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import { type DeliveriesTable, type ProviderEventsTable, sql } from './tables.ts';

/** A verified delivery as it is kept. */
export interface NewDelivery
  extends Pick<
    Selectable<DeliveriesTable>,
    'id' | 'provider' | 'source_id' | 'body_sha256' | 'received_at' | 'erased_at'
  > {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Ids of ours that stand in the body. */
  readonly mentions: readonly string[];
}

/** An event of a delivery as it is kept. */
export type NewEvent = Omit<Selectable<ProviderEventsTable>, 'tenant_id' | 'provider' | 'delivery_id' | 'received_at'>;

/**
 * Keeps a delivery and those of its events that are new; returns the keys of these. A delivery without a new event is not
 * kept. Two copies at once wait for one another, so that each event is new to one of them.
 */
export async function keepDelivery(tx: Tx, delivery: NewDelivery, events: readonly NewEvent[]): Promise<Set<string>> {
  const { id, provider, received_at } = delivery;
  const [, fresh] = await Promise.all([
    tx.run(
      sql
        .insertInto('deliveries')
        .values({ ...delivery, headers: JSON.stringify(delivery.headers), mentions: [...delivery.mentions] }),
    ),
    tx.rows(
      sql
        .insertInto('provider_events')
        .values(events.map((event) => ({ ...event, provider, delivery_id: id, received_at })))
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'provider', 'account', 'provider_event_id']).doNothing(),
        )
        .returning('provider_event_id'),
    ),
  ]);
  if (fresh.length === 0) await tx.run(sql.deleteFrom('deliveries').where('id', '=', id));
  return new Set(fresh.map((row) => row.provider_event_id));
}

/** By what deliveries are told that speak of somebody: hashes of whom an event is about, and ids that stand in the body. */
export interface SpokenOf {
  readonly identities: readonly string[];
  readonly ids: readonly string[];
}

function aboutAny({ identities, ids }: SpokenOf) {
  const about = sql
    .selectFrom('provider_events')
    .select('delivery_id')
    .where('identity_sha256', '=', raw<string>`any(${identities}::text[])`);
  return raw<boolean>`(mentions && ${ids}::uuid[] OR id IN (${about})) AND erased_at IS NULL`;
}

/** Empties the deliveries that speak of the given people. What was received, and when, stays. */
export async function eraseDeliveries(tx: Tx, spokenOf: SpokenOf, erasedAt: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('deliveries')
      .set({ body: Buffer.alloc(0), headers: '{}', erased_at: erasedAt })
      .where(aboutAny(spokenOf)),
  );
}

/** Counts what {@link eraseDeliveries} would empty. */
export const previewForgetting: PreviewForgetting = async (tx, { identities, opportunityIds }) => {
  const spokenOf = { identities: identities.map(({ valueSha256 }) => valueSha256), ids: opportunityIds };
  const rows = await tx.rows(sql.selectFrom('deliveries').select('id').where(aboutAny(spokenOf)));
  return { erased: { deliveries: rows.length }, kept: [] };
};
