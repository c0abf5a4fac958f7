import { sqlFor } from '@loop/runtime';
import type { Generated, JSONColumnType } from 'kysely';
import type { KeptDraft } from '../domain/contract-draft.ts';
import type { MessageTemplate } from '../domain/message-kind.ts';
import type { MessageState } from '../domain/message-state.ts';
import type { SuppressionReason } from '../domain/suppression.ts';

interface ContactsTable {
  tenant_id: Generated<string>;
  opportunity_id: string;
  contact_id: string;
  kind: string;
  value: string;
  rank: number;
}

interface ContractsTable {
  tenant_id: Generated<string>;
  contract_id: string;
  opportunity_id: string;
  version: number;
  draft: JSONColumnType<KeptDraft>;
  declined_at: Date | null;
}

/** Table `messages`. */
export interface MessagesTable {
  tenant_id: Generated<string>;
  message_id: string;
  contract_id: string;
  contact_id: string;
  identity_sha256: string | null;
  version: number | null;
  presentation_id: string | null;
  template: MessageTemplate;
  channel: 'email';
  channel_reason: string;
  provider: string;
  mode: 'sandbox' | 'test' | 'live';
  state: MessageState;
  reason: string | null;
  effect_id: string | null;
  provider_message_id: string | null;
  created_at: Date;
  sent_at: Date | null;
}

interface SuppressionsTable {
  tenant_id: Generated<string>;
  identity_sha256: string;
  reason: SuppressionReason;
  message_id: string | null;
  since: Date;
}

interface Tables {
  contacts: ContactsTable;
  contracts: ContractsTable;
  messages: MessagesTable;
  suppressions: SuppressionsTable;
}

/** Writes this service's SQL. */
export const sql = sqlFor<Tables>();
