import { sqlFor } from '@loop/runtime';
import type { ColumnType, Generated } from 'kysely';
import type { Judged } from '../domain/judged.ts';
import type { ListingStatus } from '../domain/listing.ts';
import type { ReadingBudget } from '../domain/reading-budget.ts';
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
  budget_micros: number | null;
  budget_requests: number | null;
  max_found: number | null;
  auto_contract: boolean;
  prompt: string | null;
  seen: Generated<number>;
  found: Generated<number>;
  dropped: Generated<number>;
  broken: Generated<number>;
  started_at: Date;
  completed_at: Date | null;
}

/** A question that brought nothing. */
export interface PartFailure {
  readonly asked: string;
  readonly reason: string;
}

/** Why a source is read no further in a run. */
export type PartEnd = 'exhausted' | 'limit' | 'run_budget' | 'day_budget' | 'failed';

/** Table `run_parts`. */
export interface RunPartsTable {
  tenant_id: Generated<string>;
  run_id: string;
  source: string;
  position: number;
  share: number;
  is_waiting: boolean;
  plan: ColumnType<PlannedPage[], string, string>;
  reading_effect_id: Generated<string | null>;
  pages: Generated<number>;
  seen: Generated<number>;
  found: Generated<number>;
  dropped: Generated<number>;
  broken: Generated<number>;
  dropped_by: ColumnType<Readonly<Record<string, number>>, string | undefined, string>;
  requests: Generated<number>;
  amount_micros: Generated<number>;
  reserved_requests: Generated<number>;
  reserved_micros: Generated<number>;
  /** `YYYY-MM-DD`. */
  reserved_on: Generated<string | null>;
  quota_remaining: Generated<number | null>;
  quota_resets_at: Generated<Date | null>;
  is_incomplete: Generated<boolean>;
  failures: ColumnType<readonly PartFailure[], string | undefined, string>;
  ended_at: Generated<Date | null>;
  ended_because: Generated<PartEnd | null>;
}

/** What a schedule wishes for, as it was asked. */
export interface ScheduledWish {
  readonly source: string;
  readonly query: string | null;
  readonly prompt: string | null;
  readonly limit: number | null;
  readonly maxFound: number | null;
  readonly budget?: ReadingBudget | undefined;
}

/** Table `run_schedules`. */
export interface RunSchedulesTable {
  tenant_id: Generated<string>;
  name: string;
  every_minutes: number;
  wish: ColumnType<ScheduledWish, string, string>;
  actor: string;
  reason: string;
  next_due_at: Date;
  last_run_id: string | null;
}

/** Table `bookmarks`. */
export interface BookmarksTable {
  tenant_id: Generated<string>;
  source: string;
  query_sha256: string;
  begin_cursor: string | null;
  unread: ColumnType<readonly string[], string, string>;
  moved_at: Date;
}

/** Table `daily_spending`. */
export interface DailySpendingTable {
  tenant_id: Generated<string>;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  requests: Generated<number>;
  amount_micros: Generated<number>;
  reserved_requests: Generated<number>;
  reserved_micros: Generated<number>;
}

/** Table `posts`. */
export interface PostsTable {
  tenant_id: Generated<string>;
  id: string;
  platform: string;
  external_id: string;
  author_sha256: string | null;
  text_sha256: string | null;
  page_sha256: string | null;
  signature: number[];
  gives_way: boolean;
  found: boolean;
  drop_reason: string | null;
  duplicate_of: string | null;
  judgement: ColumnType<Judgement, string, string>;
  rank: number;
  run_id: string;
  seen_at: Date;
  forgotten_at: Date | null;
}

/** What a post was judged by: a score with its reasons and what else was read, or the detail of a drop. */
export interface Judgement {
  readonly score?: number;
  readonly reasons?: readonly string[];
  readonly judged?: Judged;
  readonly detail?: string;
}

/** Table `post_bands`. */
export interface PostBandsTable {
  tenant_id: Generated<string>;
  band: string;
  post_id: string;
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

/** Table `listings`. */
export interface ListingsTable {
  tenant_id: Generated<string>;
  id: string;
  source_platform: string;
  source_external_id: string | null;
  source_url: string | null;
  title: string | null;
  description: string | null;
  seller_kind: 'whatsapp' | 'phone' | null;
  seller_value: string | null;
  seller_name: string | null;
  seller_sha256: string[];
  status: ListingStatus;
  version: number;
  photos_requested_at: Date | null;
  published_at: Date;
  updated_at: Date;
}

/** Table `photo_requests`. */
export interface PhotoRequestsTable {
  tenant_id: Generated<string>;
  id: string;
  listing_id: string;
  requested_at: Date;
}

/** Table `listing_photos`. */
export interface ListingPhotosTable {
  tenant_id: Generated<string>;
  listing_id: string;
  media_id: string;
  sha256: string;
  content_type: string;
  /** Postgres hands bigint over as text. */
  size_bytes: ColumnType<string, number, number>;
  stored_at: Date;
}

/** The query builder over discovery's tables; it only writes SQL, the runtime sends it. */
export const sql = sqlFor<{
  runs: RunsTable;
  run_parts: RunPartsTable;
  run_schedules: RunSchedulesTable;
  bookmarks: BookmarksTable;
  daily_spending: DailySpendingTable;
  posts: PostsTable;
  post_bands: PostBandsTable;
  forgotten_identities: ForgottenIdentitiesTable;
  unread_answers: UnreadAnswersTable;
  listings: ListingsTable;
  photo_requests: PhotoRequestsTable;
  listing_photos: ListingPhotosTable;
}>();
