import { sqlFor } from '@loop/runtime';
import type { ColumnType, Generated } from 'kysely';

/** Table `deliveries`. */
export interface DeliveriesTable {
  tenant_id: Generated<string>;
  id: string;
  provider: string;
  source_id: string;
  body: Buffer;
  body_sha256: string;
  headers: ColumnType<Record<string, string>, string, string>;
  received_at: Date;
  erased_at: Date | null;
  mentions: string[];
}

/** Table `forgotten`. */
export interface ForgottenTable {
  tenant_id: Generated<string>;
  subject: string;
  forgotten_at: Date;
}

/** Table `provider_events`. */
export interface ProviderEventsTable {
  tenant_id: Generated<string>;
  provider: string;
  account: string;
  provider_event_id: string;
  delivery_id: string;
  event_type: string;
  disposition: 'published' | 'stored' | 'quarantined';
  reason: string | null;
  identity_sha256: string | null;
  occurred_at: Date | null;
  received_at: Date;
}

/** Table `outbound_messages`. */
export interface OutboundMessagesTable {
  tenant_id: Generated<string>;
  message_id: string;
  provider: string | null;
  provider_message_id: string | null;
  correlation_id: string;
  status: string;
  rank: number;
  changed_at: Date;
}

/** The query builder over the gateway's tables; it only writes SQL, the runtime sends it. */
export const sql = sqlFor<{
  deliveries: DeliveriesTable;
  provider_events: ProviderEventsTable;
  outbound_messages: OutboundMessagesTable;
  forgotten: ForgottenTable;
}>();
