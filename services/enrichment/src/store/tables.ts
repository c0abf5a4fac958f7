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

/** The query builder over enrichment's tables; it only writes SQL, the runtime sends it. */
export const sql = sqlFor<{ contacts: ContactsTable; sightings: SightingsTable }>();
