import { sqlFor } from '@loop/runtime';
import type { Generated } from 'kysely';
import type { CodePurpose } from '../domain/code-request.ts';
import type { ContractStatus } from '../domain/contract.ts';
import type { FundingMethod, Rail } from '../domain/funding.ts';
import type { PaymentFacts } from '../domain/milestone-money.ts';

interface Tenanted {
  tenant_id: Generated<string>;
}

/** Table `contracts`. */
export interface ContractsTable extends Tenanted {
  contract_id: string;
  opportunity_id: string;
  correlation_id: string;
  traceparent: string | null;
  contact_id: string;
  status: ContractStatus;
  version: number;
  signed_at: Date | null;
  signer_name: string | null;
  rail: Rail | null;
}

/** Table `milestone_payments`. */
export interface MilestonePaymentsTable extends Tenanted {
  milestone_id: string;
  provider_ref: string;
  contract_id: string;
  rail: string | null;
  funded_at: Date | null;
  funded_read_at: Date | null;
  capture_before: Date | null;
  failed_at: Date | null;
  failure_message: string | null;
  failure_reason: string | null;
  expiring_at: Date | null;
  reduced_at: Date | null;
  reduced_minor: number | null;
  released_minor: number | null;
  expired_at: Date | null;
  card_saved_at: Date | null;
  released_at: Date | null;
  exposure: Generated<PaymentFacts['exposure']>;
  exposed_at: Date | null;
}

/** Table `code_requests`. */
export interface CodeRequestsTable extends Tenanted {
  code_request_id: string;
  contract_id: string;
  purpose: CodePurpose;
  milestone_id: string | null;
  contact_id: string;
  requested_at: Date;
  expires_at: Date;
  salt: string | null;
  code_hash: string | null;
  attempts: Generated<number>;
  used_at: Date | null;
}

/** Table `presentations`. */
export interface PresentationsTable extends Tenanted {
  presentation_id: string;
  contract_id: string;
  rotation: Generated<number>;
  token_hash: string | null;
  expires_at: Date | null;
  revoked_at: Date | null;
  channel: string | null;
  presented_at: Date | null;
  failed_at: Date | null;
  failure_reason: string | null;
}

interface Tables {
  opportunities: Tenanted & {
    opportunity_id: string;
    platform: string;
    title: string | null;
    body: string;
    posted_at: Date | null;
    waits_for_order: Generated<boolean>;
  };
  waiting_drafts: Tenanted & { opportunity_id: string; contact_id: string | null; ordered_at: Date | null };
  opportunity_decisions: Tenanted & { opportunity_id: string; decided_at: Date };
  forgotten: Tenanted & { subject: string; forgotten_at: Date };
  contracts: ContractsTable;
  contract_versions: Tenanted & {
    contract_id: string;
    version: number;
    statement: string | null;
    statement_sha256: string;
    valid_until: Date;
    drafted_at: Date;
  };
  milestone_payments: MilestonePaymentsTable;
  milestone_refunds: Tenanted & {
    refund_id: string;
    contract_id: string;
    milestone_id: string;
    provider_ref: string;
    amount_minor: number;
    currency: string;
    refunded_at: Date;
  };
  failed_refunds: Tenanted & { refund_id: string; contract_id: string; milestone_id: string; failed_at: Date };
  funding_choices: Tenanted & {
    milestone_id: string;
    contract_id: string;
    funding_method: FundingMethod;
    selected_at: Date;
  };
  deliveries: Tenanted & {
    delivery_id: string;
    contract_id: string;
    milestone_id: string;
    version: number;
    title: string;
    artifacts: string;
    submitted_at: Date;
    actor: string;
    reason: string;
  };
  revisions: Tenanted & {
    revision_id: string;
    contract_id: string;
    milestone_id: string;
    delivery_id: string;
    round: number;
    note: string;
    requested_at: Date;
  };
  approvals: Tenanted & {
    approval_id: string;
    contract_id: string;
    milestone_id: string;
    delivery_id: string;
    rating: number | null;
    approved_at: Date;
  };
  presentations: PresentationsTable;
  deal_sessions: Tenanted & {
    session_hash: string;
    contract_id: string;
    presentation_id: string;
    rotation: number;
    opened_at: Date;
    expires_at: Date;
  };
  code_requests: CodeRequestsTable;
  evidence: Tenanted & {
    contract_id: string;
    position: number;
    evidence_id: string;
    kind: string;
    milestone_id: string | null;
    record: string;
    hash: string;
    recorded_at: Date;
  };
}

/** Writes the portal's SQL. */
export const db = sqlFor<Tables>();
