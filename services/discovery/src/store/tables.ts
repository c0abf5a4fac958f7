import { sqlFor } from '@loop/runtime';
import type { ColumnType, Generated } from 'kysely';
import type { PlannedPage, SourceQuery } from '../domain/source-query.ts';

/** Table `runs`. */
export interface RunsTable {
  tenant_id: Generated<string>;
  id: string;
  source: string;
  query: string | null;
  seen_limit: number;
  actor: string;
  reason: string;
  plan: ColumnType<PlannedPage[], string, string>;
  reading_effect_id: string | null;
  unread_reason: string | null;
  seen: Generated<number>;
  found: Generated<number>;
  dropped: Generated<number>;
  broken: Generated<number>;
  started_at: Date;
  completed_at: Date | null;
}

/** Table `posts`. */
export interface PostsTable {
  tenant_id: Generated<string>;
  id: string;
  platform: string;
  external_id: string;
  author_sha256: string | null;
  text_sha256: string | null;
  sketch: number[];
  found: boolean;
  run_id: string;
  seen_at: Date;
  forgotten_at: Date | null;
}

/** Table `forgotten_identities`. */
export interface ForgottenIdentitiesTable {
  tenant_id: Generated<string>;
  identity_sha256: string;
  forgotten_at: Date;
}

/** Table `unread_answers`. */
export interface UnreadAnswersTable {
  tenant_id: Generated<string>;
  effect_id: string;
  run_id: string;
  source: string;
  query: ColumnType<SourceQuery, string, string>;
  reason: string;
  status: number;
  content_type: string | null;
  body: string;
  kept_at: Date;
}

/** The query builder over discovery's tables; it only writes SQL, the runtime sends it. */
export const sql = sqlFor<{
  runs: RunsTable;
  posts: PostsTable;
  forgotten_identities: ForgottenIdentitiesTable;
  unread_answers: UnreadAnswersTable;
}>();
