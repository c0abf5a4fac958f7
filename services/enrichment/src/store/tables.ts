import { sqlFor } from '@loop/runtime';
import type { ColumnType, Generated } from 'kysely';

/** Table `contacts`. */
export interface ContactsTable {
  tenant_id: Generated<string>;
  id: string;
  kind: string;
  value: string;
  first_seen_at: Date;
}

/** Table `sightings`. */
export interface SightingsTable {
  tenant_id: Generated<string>;
  opportunity_id: string;
  contact_id: string;
  rule: string;
  found_in: string;
  url: string | null;
  span_start: number | null;
  span_end: number | null;
  score: number;
  reasons: ColumnType<string[], string, string>;
}

/** Table `mail_domains`. */
export interface MailDomainsTable {
  tenant_id: Generated<string>;
  domain: string;
  status: string | null;
  believed_until: Date;
  question: ColumnType<string, number, number>;
}

/** Table `waiting_opportunities`. */
export interface WaitingOpportunitiesTable {
  tenant_id: Generated<string>;
  opportunity_id: string;
  correlation_id: string;
  post: ColumnType<unknown, string, string>;
  contacts: ColumnType<unknown, string, string>;
}

/** Table `awaited_domains`. */
export interface AwaitedDomainsTable {
  tenant_id: Generated<string>;
  domain: string;
  opportunity_id: string;
}

/** Table `looks`. */
export interface LooksTable {
  tenant_id: Generated<string>;
  key: string;
  outcome: string | null;
  contacts: ColumnType<unknown, string, string>;
  believed_until: Date;
  round: ColumnType<string, number, number>;
}

/** Table `awaited_looks`. */
export interface AwaitedLooksTable {
  tenant_id: Generated<string>;
  key: string;
  opportunity_id: string;
}

/** Table `matching_decisions`. */
export interface MatchingDecisionsTable {
  tenant_id: Generated<string>;
  id: string;
  is_on: boolean;
  basis: string | null;
  actor: string;
  reason: string;
  decided_at: Date;
  number: Generated<string>;
}

/** The runtime's table `audit`; only to be added to. */
export interface AuditTable {
  actor: string;
  action: string;
  reason: string;
  details: ColumnType<unknown, string, never>;
}

/** Table `paid_looks`. */
export interface PaidLooksTable {
  tenant_id: Generated<string>;
  place: string;
  day: Date;
  asked: number;
}

/** Table `forgotten`. */
export interface ForgottenTable {
  tenant_id: Generated<string>;
  subject: string;
  forgotten_at: Date;
}

/** Table `known_posts`. */
export interface KnownPostsTable {
  tenant_id: Generated<string>;
  opportunity_id: string;
  platform: string;
  author_sha256: string | null;
  found_at: Date;
}

/** Table `deals`. */
export interface DealsTable {
  tenant_id: Generated<string>;
  contract_id: string;
  opportunity_id: string;
  signed_at: Date | null;
  completed_at: Date | null;
}

/** Table `retention_policies`. */
export interface RetentionPoliciesTable {
  tenant_id: Generated<string>;
  keep_days: number;
  changed_at: Date;
}

/** The query builder over enrichment's tables; it only writes SQL, the runtime sends it. */
export const sql = sqlFor<{
  contacts: ContactsTable;
  sightings: SightingsTable;
  mail_domains: MailDomainsTable;
  waiting_opportunities: WaitingOpportunitiesTable;
  awaited_domains: AwaitedDomainsTable;
  looks: LooksTable;
  awaited_looks: AwaitedLooksTable;
  matching_decisions: MatchingDecisionsTable;
  paid_looks: PaidLooksTable;
  audit: AuditTable;
  forgotten: ForgottenTable;
  known_posts: KnownPostsTable;
  deals: DealsTable;
  retention_policies: RetentionPoliciesTable;
}>();
