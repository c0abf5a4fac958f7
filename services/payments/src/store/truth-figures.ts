import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { type MoneyKind, moneyOf } from '../domain/money.ts';
import type { Mode } from '../domain/payment.ts';
import type { Basis, Figure, MoneyFigures } from '../domain/truth.ts';
import { sql, statementOf } from './tables.ts';

/** What is earned: released, less what was given back and what banks withhold. Fees are apart. */
const REVENUE = ['income.earned', 'income.refunds', 'income.dispute_withheld'] as const;

/**
 * How far the tenant's figures may be believed: until when all rails that anything was done on agreed with us, and whether
 * something disagrees that nobody could explain.
 */
export async function truthBasis(tx: Tx): Promise<Basis> {
  const [agreed, drift] = await Promise.all([
    tx.rows(
      statementOf(raw<{ until: Date | null }>`
        SELECT (SELECT max(r.window_to) FROM reconciliations r
                 WHERE r.provider = o.rail AND r.list = 'balance' AND r.state = 'clean') AS until
          FROM (SELECT DISTINCT rail FROM operations) o`),
    ),
    tx.first(
      sql
        .selectFrom('drift')
        .select((row) => row.fn.countAll<number>().as('lines'))
        .where('state', '=', 'unexplained'),
    ),
  ]);
  const times = agreed.map(({ until }) => until?.getTime());
  const isComplete = times.length > 0 && !times.includes(undefined);
  const unexplainedLines = drift?.lines ?? 0;
  return {
    frozen: unexplainedLines > 0,
    lastReconciledAt: isComplete ? new Date(Math.min(...times.map((time) => time ?? 0))) : null,
    unexplainedLines,
  };
}

/** The moment up to which figures count: all of time, unless they are frozen. Frozen and never reconciled: none. */
export function countedUntil({ frozen, lastReconciledAt }: Basis): Date | 'infinity' {
  if (!frozen) return 'infinity';
  return lastReconciledAt ?? new Date(0);
}

/**
 * The tenant's money as far as `basis` lets it be believed: contracted from signatures, held and earned from the ledger. What
 * disagrees with the provider counts nowhere while it does.
 */
export async function moneyFigures(tx: Tx, basis: Basis): Promise<MoneyFigures> {
  const until = countedUntil(basis);
  const [contracted, held, earned] = await Promise.all([
    tx.rows(
      statementOf(raw<FigureRow>`
        SELECT mode, currency, sum(total_minor)::bigint AS amount_minor, count(*) AS evidence_count FROM contracts
         WHERE signed_at <= ${until}::timestamptz AND declined_at IS NULL GROUP BY mode, currency ORDER BY mode, currency`),
    ),
    tx.rows(balances(['memo.card_holds'], until)),
    tx.rows(balances(REVENUE, until)),
  ]);
  return {
    contracted: contracted.map(figureOf('contracted', 1)),
    held: held.map(figureOf('held', 1)),
    // Income is a credit account: its balance is negative, and what went back or is withheld is taken off it.
    earned: earned.map(figureOf('earned', -1)),
  };
}

/** What the provider kept for its services, by mode and currency, beside the figures. */
export async function feeFigures(tx: Tx, basis: Basis): Promise<readonly FeeFigure[]> {
  const rows = await tx.rows(balances(['expense.provider_fees'], countedUntil(basis)));
  return rows.map(({ amount_minor: amountMinor, currency, mode }) => ({ mode, currency, amountMinor }));
}

/** An amount of the provider's fees. */
export interface FeeFigure {
  readonly mode: Mode;
  readonly currency: string;
  readonly amountMinor: number;
}

/** Balances of accounts by mode and currency, without what disagrees with the provider. */
function balances(accounts: readonly string[], until: Date | 'infinity') {
  return statementOf(raw<FigureRow>`
    SELECT p.mode, e.currency, sum(e.amount_minor)::bigint AS amount_minor, count(DISTINCT p.evidence_id) AS evidence_count
      FROM postings p JOIN posting_entries e USING (tenant_id, posting_id)
     WHERE e.account = ANY(${[...accounts]}::text[]) AND p.posted_at <= ${until}::timestamptz
       AND NOT EXISTS (SELECT 1 FROM drift d WHERE d.tenant_id = p.tenant_id AND d.provider = p.provider
         AND d.ref = p.balance_ref AND d.state = 'unexplained')
     GROUP BY p.mode, e.currency ORDER BY p.mode, e.currency`);
}

interface FigureRow {
  readonly mode: Mode;
  readonly currency: string;
  readonly amount_minor: number;
  readonly evidence_count: number;
}

function figureOf<K extends MoneyKind>(kind: K, sign: 1 | -1): (row: FigureRow) => Figure<K> {
  return ({ amount_minor, currency, evidence_count, mode }) => ({
    money: moneyOf(kind, mode, sign * amount_minor, currency),
    evidenceCount: evidence_count,
  });
}
