import { sqlFor } from '@loop/runtime';
import type { Generated } from 'kysely';
import type { Approval, Certainty, MoneyState } from '../domain/money-state.ts';
import type { Mode, Payment } from '../domain/payment.ts';

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
  rail: Generated<string>;
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
  revision: Generated<number>;
}

/** Table `operations`. */
export interface OperationsTable {
  tenant_id: Generated<string>;
  operation_id: string;
  milestone_id: string;
  kind: 'open_session' | 'capture';
  ordinal: number;
  effect_id: string;
  idempotency_key: string;
  params_sha256: string;
  amount_minor: number;
  currency: string;
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
  read_at: Date;
  released_at: Date;
}

interface PostingsTable {
  tenant_id: Generated<string>;
  posting_id: string;
  operation: string;
  contract_id: string;
  milestone_id: string;
  provider_ref: string;
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

interface NoticesTable {
  tenant_id: Generated<string>;
  provider_event_id: string;
  event_type: string;
  object_ref: string;
  occurred_at: Date;
  mode: Mode | null;
}

interface Tables {
  contracts: ContractsTable;
  payments: PaymentsTable;
  operations: OperationsTable;
  releases: ReleasesTable;
  postings: PostingsTable;
  posting_entries: PostingEntriesTable;
  quarantined_readings: QuarantinedReadingsTable;
  notices: NoticesTable;
}

/** Writes this service's SQL. */
export const sql = sqlFor<Tables>();
