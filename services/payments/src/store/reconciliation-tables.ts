import type { Generated } from 'kysely';
import type { Mode } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';

interface ReconciliationsTable {
  tenant_id: Generated<string>;
  run_id: string;
  provider: RailName;
  list: 'balance' | 'payouts' | 'events';
  mode: Mode;
  window_from: Date;
  window_to: Date;
  cursor: string | null;
  pages: Generated<number>;
  items: Generated<number>;
  state: Generated<'running' | 'open' | 'clean' | 'failed'>;
  reason: string | null;
  started_at: Date;
  ended_at: Date | null;
}

interface BalanceLinesTable {
  tenant_id: Generated<string>;
  provider: RailName;
  ref: string;
  kind: string;
  source_ref: string;
  amount_minor: number;
  fee_minor: number;
  currency: string;
  occurred_at: Date;
  available_at: Date | null;
  payout_ref: string | null;
  run_id: string;
}

interface PayoutsTable {
  tenant_id: Generated<string>;
  provider: RailName;
  ref: string;
  status: 'pending' | 'paid' | 'failed' | 'canceled';
  amount_minor: number;
  currency: string;
  arrives_at: Date;
  itemised: boolean;
  run_id: string;
}

/** Table `drift`. */
export interface DriftTable {
  tenant_id: Generated<string>;
  provider: RailName;
  kind: 'unposted' | 'not_understood' | 'amount_differs' | 'not_listed' | 'payout_differs';
  ref: string;
  mode: Mode;
  listed_minor: number | null;
  booked_minor: number | null;
  currency: string;
  source_ref: string | null;
  occurred_at: Date;
  run_id: string;
  state: 'pending' | 'unexplained' | 'resolved';
  found_at: Date;
  resolved_at: Date | null;
}

interface AlertsTable {
  tenant_id: Generated<string>;
  alert_id: string;
  severity: 'warning' | 'critical';
  code: string;
  summary: string;
  milestone_id: string | null;
  contract_id: string | null;
  mode: Mode;
  alerted_at: Date;
}

/** The tables of reconciliation: the provider's account beside our ledger, and what does not agree. */
export interface ReconciliationTables {
  reconciliations: ReconciliationsTable;
  balance_lines: BalanceLinesTable;
  payouts: PayoutsTable;
  drift: DriftTable;
  alerts: AlertsTable;
}
