import type { Tx } from '@loop/runtime';
import { type Money, type MoneyKind, moneyOf } from '../domain/money.ts';
import type { Mode } from '../domain/payment.ts';
import { sql } from './tables.ts';

/** Money of the three kinds, each in as many figures as there are modes and currencies of it. */
export interface MoneyFigures {
  readonly contracted: readonly Money<'contracted'>[];
  readonly held: readonly Money<'held'>[];
  readonly earned: readonly Money<'earned'>[];
}

/** Counts of what passed between us and the provider, and the last of its events that was verified. */
export interface StripeCounts {
  readonly sessionsCreated: number;
  readonly paymentsReceived: number;
  readonly lastVerifiedEvent: { readonly id: string; readonly type: string; readonly occurredAt: Date } | null;
}

/** The tenant's money: contracted from signatures, held and earned from the ledger. Holds that ran out are not held. */
export async function moneyFigures(tx: Tx): Promise<MoneyFigures> {
  const [signed, held, income] = await Promise.all([
    tx.rows(
      sql
        .selectFrom('contracts')
        .select(['mode', 'currency'])
        .select((row) => row.cast<number>(row.fn.sum('total_minor'), 'bigint').as('amount_minor'))
        .where('signed_version', 'is not', null)
        .where('declined_at', 'is', null)
        .groupBy(['mode', 'currency']),
    ),
    balances(tx, ['memo.card_holds']),
    balances(tx, REVENUE),
  ]);
  return {
    contracted: signed.map(figureOf('contracted', 1)),
    held: held.map(figureOf('held', 1)),
    // Income is a credit account: its balance is negative, and what went back or is withheld is taken off it.
    earned: income.map(figureOf('earned', -1)),
  };
}

/** What is earned: released, less what was given back and what banks withhold. Fees are apart. */
const REVENUE = ['income.earned', 'income.refunds', 'income.dispute_withheld'];

function balances(tx: Tx, accounts: readonly string[]): Promise<FigureRow[]> {
  return tx.rows(
    sql
      .selectFrom('postings')
      .innerJoin('posting_entries', 'posting_entries.posting_id', 'postings.posting_id')
      .select(['postings.mode', 'posting_entries.currency'])
      .select((row) => row.cast<number>(row.fn.sum('posting_entries.amount_minor'), 'bigint').as('amount_minor'))
      .where('posting_entries.account', 'in', accounts)
      .groupBy(['postings.mode', 'posting_entries.currency']),
  );
}

interface FigureRow {
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly currency: string;
  readonly amount_minor: number;
}

function figureOf<K extends MoneyKind>(kind: K, sign: 1 | -1): (row: FigureRow) => Money<K> {
  return ({ amount_minor, currency, mode }) => moneyOf(kind, mode, sign * amount_minor, currency);
}

/** Sessions opened and payments captured in a mode, from our own records of what the provider answered. */
export async function stripeCounts(tx: Tx, mode: Mode): Promise<StripeCounts> {
  const [sessions, captured, last] = await Promise.all([
    tx.first(
      sql
        .selectFrom('operations')
        .innerJoin('payments', 'payments.milestone_id', 'operations.milestone_id')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('operations.kind', '=', 'open_session')
        .where('operations.provider_ref', 'is not', null)
        .where('payments.mode', '=', mode),
    ),
    tx.first(
      sql
        .selectFrom('postings')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('operation', '=', 'captured')
        .where('mode', '=', mode),
    ),
    tx.first(sql.selectFrom('notices').selectAll().where('mode', '=', mode).orderBy('occurred_at', 'desc').limit(1)),
  ]);
  return {
    sessionsCreated: sessions?.count ?? 0,
    paymentsReceived: captured?.count ?? 0,
    lastVerifiedEvent: last
      ? { id: last.provider_event_id, type: last.event_type, occurredAt: last.occurred_at }
      : null,
  };
}
