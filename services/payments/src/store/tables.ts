import { type Statement, sqlFor } from '@loop/runtime';
import type { Generated, RawBuilder } from 'kysely';
import type { Approval, Certainty, Exposure, MoneyState } from '../domain/money-state.ts';
import type { Mode, Payment } from '../domain/payment.ts';
import type { DisputeRead, RailName, RefundRead } from '../domain/payment-reading.ts';
import type { ReconciliationTables } from './reconciliation-tables.ts';

/** Table `contracts`. */
export interface ContractsTable {
  tenant_id: Generated<string>;
  contract_id: string;
  version: number;
  total_minor: number;
  currency: string;
  mode: Mode;
  correlation_id: string;
  signed_version: number | null;
  signed_at: Date | null;
  declined_at: Date | null;
  rail: Generated<RailName>;
}

/** Table `payments`. */
export interface PaymentsTable {
  tenant_id: Generated<string>;
  milestone_id: string;
  contract_id: string;
  contract_version: number;
  position: number;
  title: string;
  amount_minor: number;
  currency: string;
  mode: Mode;
  funding_method: Payment['fundingMethod'];
  state: Generated<MoneyState>;
  certainty: Generated<Certainty>;
  approval: Generated<Approval>;
  approval_id: string | null;
  operation_id: string | null;
  intent_ref: string | null;
  capture_before: Date | null;
  failure_ref: string | null;
  released: Generated<boolean>;
  rail: Generated<RailName>;
  work_days: number | null;
  review_days: number;
  exposure: Generated<Exposure>;
  customer_ref: string | null;
  card_ref: string | null;
  capture_minor: number | null;
  authorized_minor: Generated<number>;
  captured_minor: Generated<number>;
  refunded_minor: Generated<number>;
  refund_pending_minor: Generated<number>;
  is_hold_too_short: Generated<boolean>;
  warned_hours: 24 | 48 | null;
  submitted_at: Date | null;
  funding_selected_at: Date | null;
  approval_said_at: Date | null;
  read_at: Date | null;
  revision: Generated<number>;
}

/** Table `operations`. */
export interface OperationsTable {
  tenant_id: Generated<string>;
  operation_id: string;
  milestone_id: string;
  kind: 'open_session' | 'place_hold' | 'capture' | 'void' | 'refund' | 'reauthorize';
  ordinal: number;
  effect_id: string;
  idempotency_key: string;
  params_sha256: string;
  amount_minor: number;
  currency: string;
  rail: RailName;
  approval_id: string | null;
  state: Generated<'live' | 'done' | 'refused' | 'ended'>;
  provider_ref: string | null;
  expires_at: Date | null;
  reason: string | null;
  created_at: Date;
  ended_at: Date | null;
}

interface ReleasesTable {
  tenant_id: Generated<string>;
  milestone_id: string;
  approval_id: string;
  provider_ref: string;
  amount_minor: number;
  currency: string;
  mode: Mode;
  provider_event_id: string | null;
  evidence_id: string;
  read_at: Date;
  released_at: Date;
}

interface PostingsTable {
  tenant_id: Generated<string>;
  posting_id: string;
  operation: string;
  contract_id: string | null;
  milestone_id: string | null;
  provider: RailName;
  provider_ref: string;
  balance_ref: string | null;
  source_ref: string | null;
  occurred_at: Date | null;
  evidence_id: string;
  provider_event_id: string | null;
  read_at: Date;
  mode: Mode;
  posted_at: Date;
}

interface PostingEntriesTable {
  tenant_id: Generated<string>;
  posting_id: string;
  leg: number;
  account: string;
  amount_minor: number;
  currency: string;
}

/** Table `refunds`. */
export interface RefundsTable {
  tenant_id: Generated<string>;
  provider: RailName;
  provider_ref: string;
  refund_id: string;
  milestone_id: string;
  operation_id: string | null;
  status: RefundRead['status'];
  amount_minor: number;
  currency: string;
  reason: string;
  announced: Generated<boolean>;
  read_at: Date;
}

/** Table `disputes`. */
export interface DisputesTable {
  tenant_id: Generated<string>;
  provider: RailName;
  provider_ref: string;
  milestone_id: string;
  status: DisputeRead['status'];
  provider_status: string;
  amount_minor: number;
  currency: string;
  reason: string;
  respond_by: Date | null;
  read_at: Date;
}

interface EvidenceTable {
  tenant_id: Generated<string>;
  evidence_id: string;
  provider: RailName;
  kind: 'event' | 'read';
  object_type: string;
  object_ref: string;
  provider_event_id: string | null;
  read_at: Date;
  content_sha256: string;
}

interface QuarantinedReadingsTable {
  tenant_id: Generated<string>;
  quarantine_id: string;
  reason: string;
  milestone_id: string | null;
  object_type: string;
  object_ref: string;
  provider_event_id: string | null;
  amount_minor: number | null;
  currency: string | null;
  read_at: Date;
}

interface ObjectReadsTable {
  tenant_id: Generated<string>;
  provider: RailName;
  object_ref: string;
  object_type: string;
  wanted: number;
  asked: number;
  provider_event_id: string | null;
}

interface ForgottenOpportunitiesTable {
  tenant_id: Generated<string>;
  opportunity_id: string;
  forgotten_at: Date;
}

interface NoticesTable {
  tenant_id: Generated<string>;
  provider_event_id: string;
  event_type: string;
  object_ref: string;
  occurred_at: Date;
  mode: Mode | null;
}

interface Tables extends ReconciliationTables {
  contracts: ContractsTable;
  payments: PaymentsTable;
  operations: OperationsTable;
  releases: ReleasesTable;
  postings: PostingsTable;
  posting_entries: PostingEntriesTable;
  quarantined_readings: QuarantinedReadingsTable;
  notices: NoticesTable;
  forgotten_opportunities: ForgottenOpportunitiesTable;
  object_reads: ObjectReadsTable;
  refunds: RefundsTable;
  disputes: DisputesTable;
  evidence: EvidenceTable;
}

/** Writes this service's SQL. */
export const sql = sqlFor<Tables>();

/** SQL that kysely's builder has no words for, as a statement to send. */
export function statementOf<O>(text: RawBuilder<O>): Statement<O> {
  return { compile: () => text.compile(sql) };
}
