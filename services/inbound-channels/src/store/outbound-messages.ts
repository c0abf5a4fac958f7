import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import { type OutboundMessagesTable, sql } from './tables.ts';

/** What is known of a message of ours. */
export type OutboundMessage = Omit<Selectable<OutboundMessagesTable>, 'tenant_id'>;

/**
 * Records how far a message came. A status of lower rank never replaces one of higher, so that the order of reports, and of
 * reports and sendings, does not matter. The correlation of who sent it stays.
 */
export async function noteStatus(tx: Tx, message: OutboundMessage, by: 'sender' | 'provider'): Promise<void> {
  const correlation = by === 'sender' ? { correlation_id: message.correlation_id } : {};
  await tx.run(
    sql
      .insertInto('outbound_messages')
      .values(message)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'message_id']).doUpdateSet((known) => {
          const rises = known('excluded.rank', '>', known.ref('outbound_messages.rank'));
          const newer = <C extends 'status' | 'rank' | 'changed_at'>(column: C) =>
            known
              .case()
              .when(rises)
              .then(known.ref(`excluded.${column}`))
              .else(known.ref(`outbound_messages.${column}`))
              .end();
          return {
            ...correlation,
            provider: known.fn.coalesce('outbound_messages.provider', 'excluded.provider'),
            provider_message_id: known.fn.coalesce(
              'outbound_messages.provider_message_id',
              'excluded.provider_message_id',
            ),
            status: newer('status'),
            rank: newer('rank'),
            changed_at: newer('changed_at'),
          };
        }),
      ),
  );
}

/** The correlations under which messages were sent, by message id. */
export async function correlationsOf(tx: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
  if (messageIds.length === 0) return new Map();
  const rows = await tx.rows(
    sql
      .selectFrom('outbound_messages')
      .select(['message_id', 'correlation_id'])
      .where('message_id', 'in', [...new Set(messageIds)]),
  );
  return new Map(rows.map((row) => [row.message_id, row.correlation_id]));
}
