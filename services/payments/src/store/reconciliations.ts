import type { Tx } from '@loop/runtime';
import type { Mode } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { sql } from './tables.ts';

/** The provider's lists that are walked through. */
export type ProviderList = 'balance' | 'payouts' | 'events';

/** One walk through a list of the provider's. */
export interface Reconciliation {
  readonly runId: string;
  readonly provider: RailName;
  readonly list: ProviderList;
  readonly mode: Mode;
  /** A stretch of the provider's time, end excluded. */
  readonly from: Date;
  readonly to: Date;
  readonly startedAt: Date;
}

/** Begins a walk; false when one through the same list is under way, or this one was begun before. */
export async function beginReconciliation(tx: Tx, run: Reconciliation): Promise<boolean> {
  const written = await tx.run(
    sql
      .insertInto('reconciliations')
      .values({
        run_id: run.runId,
        provider: run.provider,
        list: run.list,
        mode: run.mode,
        window_from: run.from,
        window_to: run.to,
        cursor: null,
        reason: null,
        started_at: run.startedAt,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return written > 0;
}

/** Notes that a page was read and where the next one begins; false when the walk is not under way any more. */
export async function advanceReconciliation(
  tx: Tx,
  runId: string,
  items: number,
  next: string | null,
): Promise<boolean> {
  const moved = await tx.run(
    sql
      .updateTable('reconciliations')
      .set((row) => ({ cursor: next, pages: row('pages', '+', 1), items: row('items', '+', items) }))
      .where('run_id', '=', runId)
      .where('state', '=', 'running'),
  );
  return moved > 0;
}

/** Ends a walk that is under way. */
export async function endReconciliation(
  tx: Tx,
  runId: string,
  state: 'open' | 'clean' | 'failed',
  endedAt: Date,
  reason: string | null = null,
): Promise<void> {
  await tx.run(
    sql
      .updateTable('reconciliations')
      .set({ state, reason, ended_at: endedAt })
      .where('run_id', '=', runId)
      .where('state', '=', 'running'),
  );
}

/** Walks that were read to their end and disagreed agree once nothing of the provider's is open any more. */
export async function cleanOpenReconciliations(tx: Tx, provider: RailName): Promise<void> {
  await tx.run(
    sql
      .updateTable('reconciliations')
      .set({ state: 'clean' })
      .where('provider', '=', provider)
      .where('state', '=', 'open')
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(selectFrom('drift').select('ref').where('provider', '=', provider).where('state', '<>', 'resolved')),
        ),
      ),
  );
}

/** Until when a list agrees with us; undefined when it never was read to its end. */
export async function agreedUntil(tx: Tx, provider: RailName, list: ProviderList): Promise<Date | undefined> {
  const row = await tx.first(
    sql
      .selectFrom('reconciliations')
      .select((row) => row.fn.max('window_to').as('until'))
      .where('provider', '=', provider)
      .where('list', '=', list)
      .where('state', '=', 'clean'),
  );
  return row?.until ?? undefined;
}

/** When the first act on money was decided on a rail: nothing of ours is on the provider's account before. */
export async function firstOperationAt(tx: Tx, rail: RailName): Promise<Date | undefined> {
  const row = await tx.first(
    sql
      .selectFrom('operations')
      .select((row) => row.fn.min('created_at').as('at'))
      .where('rail', '=', rail),
  );
  return row?.at ?? undefined;
}
