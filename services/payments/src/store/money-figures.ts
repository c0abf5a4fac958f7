import type { Tx } from '@loop/runtime';
import { sql } from './tables.ts';

/** An amount of one mode and currency, in minor units. */
export interface Figure {
  readonly mode: string;
  readonly currency: string;
  readonly amountMinor: number;
}

/** What the Stripe status page tells, counted from our own records of what the provider answered. */
export interface StripeFigures {
  readonly sessionsCreated: number;
  readonly paymentsReceived: number;
  readonly totalCharged: readonly Figure[];
  readonly lastVerifiedEvent: { readonly id: string; readonly type: string; readonly occurredAt: Date } | null;
}

/** Counts sessions, captures and amounts of the tenant; captured amounts come from the ledger. */
export async function stripeFigures(tx: Tx): Promise<StripeFigures> {
  const [sessions, charged, last] = await Promise.all([
    tx.first(
      sql
        .selectFrom('operations')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('kind', '=', 'open_session')
        .where('provider_ref', 'is not', null),
    ),
    tx.rows(
      sql
        .selectFrom('postings')
        .innerJoin('posting_entries', 'posting_entries.posting_id', 'postings.posting_id')
        .select(['postings.mode', 'posting_entries.currency'])
        .select((row) => [
          row.fn.countAll<number>().as('count'),
          row.cast<number>(row.fn.sum('posting_entries.amount_minor'), 'bigint').as('amount_minor'),
        ])
        .where('postings.operation', '=', 'captured')
        .where('posting_entries.amount_minor', '>', 0)
        .groupBy(['postings.mode', 'posting_entries.currency']),
    ),
    tx.first(sql.selectFrom('notices').selectAll().orderBy('occurred_at', 'desc').limit(1)),
  ]);
  return {
    sessionsCreated: sessions?.count ?? 0,
    paymentsReceived: charged.reduce((sum, row) => sum + row.count, 0),
    totalCharged: charged.map((row) => ({ mode: row.mode, currency: row.currency, amountMinor: row.amount_minor })),
    lastVerifiedEvent: last
      ? { id: last.provider_event_id, type: last.event_type, occurredAt: last.occurred_at }
      : null,
  };
}
