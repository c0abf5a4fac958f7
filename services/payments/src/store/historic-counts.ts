import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { Mode } from '../domain/payment.ts';
import type { Basis } from '../domain/truth.ts';
import { statementOf } from './tables.ts';
import { countedUntil } from './truth-figures.ts';

/** What happened to contracts and milestones in one mode, counted from what proves it. */
export interface HistoricCounts {
  readonly mode: Mode;
  readonly contracts_created: number;
  readonly milestones_funded: number;
  readonly milestones_released: number;
  /** Signed, not declined, and with money still to be released. */
  readonly active_contracts: number;
}

/** An amount in one currency, and how many pieces of evidence it rests on. */
export interface HistoricTotal {
  readonly mode: Mode;
  readonly name: 'total_value' | 'total_released';
  readonly currency: string;
  readonly amount_minor: number;
  readonly evidence_count: number;
}

/** Counts of every mode that anything happened in. A milestone is funded once a hold or a charge of it was booked. */
export function historicCounts(tx: Tx, basis: Basis): Promise<HistoricCounts[]> {
  const until = countedUntil(basis);
  return tx.rows(
    statementOf(raw<HistoricCounts>`
      WITH funded AS (SELECT mode, count(DISTINCT milestone_id) AS n FROM postings
             WHERE operation IN ('hold_placed', 'captured', 'charge') AND posted_at <= ${until}::timestamptz GROUP BY mode),
           released AS (SELECT mode, count(*) AS n FROM releases WHERE released_at <= ${until}::timestamptz GROUP BY mode)
      SELECT c.mode, count(*) AS contracts_created, coalesce(max(f.n), 0) AS milestones_funded,
             coalesce(max(r.n), 0) AS milestones_released,
             count(*) FILTER (WHERE c.signed_at <= ${until}::timestamptz AND c.declined_at IS NULL AND EXISTS (
               SELECT 1 FROM payments p WHERE p.tenant_id = c.tenant_id AND p.contract_id = c.contract_id AND NOT p.released)
             ) AS active_contracts
        FROM contracts c LEFT JOIN funded f USING (mode) LEFT JOIN released r USING (mode)
       GROUP BY c.mode ORDER BY c.mode`),
  );
}

/** Value that was signed for, and what was released of it, in every mode and currency. */
export function historicTotals(tx: Tx, basis: Basis): Promise<HistoricTotal[]> {
  const until = countedUntil(basis);
  return tx.rows(
    statementOf(raw<HistoricTotal>`
      SELECT mode, 'total_value' AS name, currency, sum(total_minor)::bigint AS amount_minor, count(*) AS evidence_count
        FROM contracts WHERE signed_at <= ${until}::timestamptz AND declined_at IS NULL GROUP BY mode, currency
      UNION ALL
      SELECT mode, 'total_released', currency, sum(amount_minor)::bigint, count(*)
        FROM releases WHERE released_at <= ${until}::timestamptz GROUP BY mode, currency
      ORDER BY mode, name, currency`),
  );
}
