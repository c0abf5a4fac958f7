import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { Mode } from '../domain/payment.ts';
import { sql, statementOf } from './tables.ts';

/** Counts of what passed between us and Stripe in a mode, and the last of its events that was verified. */
export interface StripeCounts {
  readonly sessionsCreated: number;
  readonly paymentsReceived: number;
  /** Charged to cards, before fees and whatever went back; by currency. */
  readonly totalCharged: readonly { readonly currency: string; readonly amountMinor: number }[];
  readonly lastVerifiedEvent: { readonly id: string; readonly type: string; readonly occurredAt: Date } | null;
}

/** What was opened and charged in a mode, from our own records of what Stripe answered. */
export async function stripeCounts(tx: Tx, mode: Mode): Promise<StripeCounts> {
  const [sessions, charged, last] = await Promise.all([
    tx.first(
      sql
        .selectFrom('operations')
        .innerJoin('payments', 'payments.milestone_id', 'operations.milestone_id')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('operations.kind', '=', 'open_session')
        .where('operations.rail', '=', 'stripe')
        .where('operations.provider_ref', 'is not', null)
        .where('payments.mode', '=', mode),
    ),
    tx.rows(
      statementOf(raw<{ currency: string; amount_minor: number; payments: number }>`
        SELECT e.currency, -sum(e.amount_minor)::bigint AS amount_minor, count(DISTINCT p.milestone_id) AS payments
          FROM postings p JOIN posting_entries e USING (tenant_id, posting_id)
         WHERE p.provider = 'stripe' AND p.mode = ${mode} AND p.operation IN ('charge', 'captured', 'captured_reversed')
           AND e.account = 'liability.client_prepayments'
         GROUP BY e.currency ORDER BY e.currency`),
    ),
    tx.first(sql.selectFrom('notices').selectAll().where('mode', '=', mode).orderBy('occurred_at', 'desc').limit(1)),
  ]);
  return {
    sessionsCreated: sessions?.count ?? 0,
    paymentsReceived: charged.reduce((sum, row) => sum + row.payments, 0),
    totalCharged: charged.map(({ amount_minor: amountMinor, currency }) => ({ currency, amountMinor })),
    lastVerifiedEvent: last
      ? { id: last.provider_event_id, type: last.event_type, occurredAt: last.occurred_at }
      : null,
  };
}
