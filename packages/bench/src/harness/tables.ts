import { sqlFor } from '@loop/runtime';
import type { Generated } from 'kysely';

interface Tables {
  tallies: { tenant_id: Generated<string>; entity_id: string; events: number; note: string };
  entries: { id: Generated<number>; entity_id: string; note: string };
}

/** Writes the benches' SQL. */
export const sql = sqlFor<Tables>();
