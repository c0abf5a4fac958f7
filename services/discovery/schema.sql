-- Schema of discovery, generated from its migrations (pnpm golden). Never run.

CREATE TABLE attempts (
  event_id uuid NOT NULL,
  started integer DEFAULT 0 NOT NULL,
  failed integer DEFAULT 0 NOT NULL,
  history jsonb DEFAULT '[]'::jsonb NOT NULL,
  last_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (event_id)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  reason text NOT NULL,
  details jsonb NOT NULL,
  PRIMARY KEY (id)
);
COMMENT ON TABLE audit IS 'append-only';

CREATE TABLE bookmarks (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  source text NOT NULL,
  query_sha256 text NOT NULL,
  begin_cursor text,
  unread jsonb DEFAULT '[]'::jsonb NOT NULL,
  moved_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, source, query_sha256)
);
ALTER TABLE bookmarks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE call_budgets (
  provider text NOT NULL,
  available double precision NOT NULL,
  refilled_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  PRIMARY KEY (provider)
);

CREATE TABLE daily_spending (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  day text NOT NULL,
  requests integer DEFAULT 0 NOT NULL,
  amount_micros bigint DEFAULT 0 NOT NULL,
  reserved_requests integer DEFAULT 0 NOT NULL,
  reserved_micros bigint DEFAULT 0 NOT NULL,
  PRIMARY KEY (tenant_id, day)
);
ALTER TABLE daily_spending ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE dead_letters (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  tenant_id uuid,
  event_id uuid,
  subject text NOT NULL,
  stream text NOT NULL,
  stream_seq bigint NOT NULL,
  fingerprint uuid NOT NULL,
  reason text NOT NULL,
  error text NOT NULL,
  error_group text NOT NULL,
  history jsonb NOT NULL,
  delivery jsonb NOT NULL,
  body text NOT NULL,
  state text DEFAULT 'open'::text NOT NULL,
  dead_at timestamp with time zone DEFAULT now() NOT NULL,
  ended_at timestamp with time zone,
  UNIQUE (stream, stream_seq, fingerprint),
  PRIMARY KEY (id),
  CHECK ((state = ANY (ARRAY['open'::text, 'redriven'::text, 'discarded'::text])))
);
ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE effects (
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  provider text NOT NULL,
  key text NOT NULL,
  generation integer DEFAULT 0 NOT NULL,
  intent jsonb NOT NULL,
  state text DEFAULT 'ready'::text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  not_before timestamp with time zone DEFAULT now() NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  asked integer DEFAULT 0 NOT NULL,
  lease_until timestamp with time zone,
  lease_holder uuid,
  reason text,
  result jsonb,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  traceparent text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  ended_at timestamp with time zone,
  replay_id uuid,
  PRIMARY KEY (id),
  CHECK ((state = ANY (ARRAY['held'::text, 'ready'::text, 'claimed'::text, 'done'::text, 'refused'::text, 'unknown'::text, 'cancelled'::text])))
);
ALTER TABLE effects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE erasures (
  id uuid NOT NULL,
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  scope jsonb NOT NULL,
  requested_at timestamp with time zone DEFAULT now() NOT NULL,
  not_before timestamp with time zone DEFAULT now() NOT NULL,
  passes integer DEFAULT 0 NOT NULL,
  clean_passes integer DEFAULT 0 NOT NULL,
  waits_for text,
  erased jsonb DEFAULT '{}'::jsonb NOT NULL,
  done_at timestamp with time zone,
  PRIMARY KEY (id)
);
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE forgotten_identities (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  identity_sha256 text NOT NULL,
  forgotten_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, identity_sha256)
);
ALTER TABLE forgotten_identities ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE held (
  event_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  waits_for text NOT NULL,
  correlation_id uuid NOT NULL,
  reason text NOT NULL,
  delivery jsonb NOT NULL,
  body text NOT NULL,
  tries integer DEFAULT 1 NOT NULL,
  held_at timestamp with time zone DEFAULT now() NOT NULL,
  due_at timestamp with time zone NOT NULL,
  alarmed_at timestamp with time zone,
  PRIMARY KEY (event_id)
);
ALTER TABLE held ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE http_idempotency (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_sha256 text NOT NULL,
  status integer,
  headers jsonb,
  body bytea,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, route, key)
);
ALTER TABLE http_idempotency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE inbox (
  event_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  fingerprint uuid NOT NULL,
  handled_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (event_id)
);
ALTER TABLE inbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE listing_photos (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  listing_id uuid NOT NULL,
  media_id uuid NOT NULL,
  sha256 text NOT NULL,
  content_type text NOT NULL,
  size_bytes bigint NOT NULL,
  stored_at timestamp with time zone NOT NULL,
  UNIQUE (tenant_id, listing_id, sha256),
  PRIMARY KEY (tenant_id, listing_id, media_id),
  FOREIGN KEY (tenant_id, listing_id) REFERENCES discovery.listings(tenant_id, id)
);
ALTER TABLE listing_photos ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE listings (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  source_platform text NOT NULL,
  source_external_id text,
  source_url text,
  title text,
  description text,
  seller_kind text,
  seller_value text,
  seller_name text,
  seller_sha256 text[] DEFAULT '{}'::text[] NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  photos_requested_at timestamp with time zone,
  published_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  UNIQUE (tenant_id, source_platform, source_external_id),
  PRIMARY KEY (tenant_id, id),
  CHECK (((status = 'withdrawn'::text) OR ((source_external_id IS NOT NULL) AND (title IS NOT NULL) AND (seller_value IS NOT NULL)))),
  CHECK ((status = ANY (ARRAY['published'::text, 'photos_requested'::text, 'verified_with_photos'::text, 'withdrawn'::text]))),
  CHECK ((version > 0))
);
ALTER TABLE listings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  subject text NOT NULL,
  version integer NOT NULL,
  key text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  key_seq bigint,
  traceparent text,
  body text NOT NULL,
  PRIMARY KEY (seq)
);
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE outbox_sent (
  seq bigint NOT NULL,
  stream_seq bigint NOT NULL,
  published_at timestamp with time zone DEFAULT now() NOT NULL,
  erasure text,
  erasure_asked integer DEFAULT 0 NOT NULL,
  PRIMARY KEY (seq),
  CHECK ((erasure = ANY (ARRAY['pending'::text, 'done'::text])))
);

CREATE TABLE pauses (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  kind text NOT NULL,
  tenant_id uuid,
  provider text,
  reason text NOT NULL,
  actor text NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL,
  probe_at timestamp with time zone,
  UNIQUE NULLS NOT DISTINCT (kind, tenant_id, provider),
  PRIMARY KEY (id),
  CHECK ((kind = ANY (ARRAY['operator'::text, 'breaker'::text])))
);
ALTER TABLE pauses ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE photo_requests (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  listing_id uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, listing_id) REFERENCES discovery.listings(tenant_id, id)
);
ALTER TABLE photo_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE post_bands (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  band bigint NOT NULL,
  post_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, band, post_id)
);
ALTER TABLE post_bands ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE posts (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  platform text NOT NULL,
  external_id text NOT NULL,
  author_sha256 text,
  text_sha256 text,
  sketch integer[] DEFAULT '{}'::integer[] NOT NULL,
  found boolean NOT NULL,
  run_id uuid NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  forgotten_at timestamp with time zone,
  signature integer[] DEFAULT '{}'::integer[] NOT NULL,
  page_sha256 text,
  gives_way boolean DEFAULT false NOT NULL,
  drop_reason text,
  duplicate_of uuid,
  judgement jsonb DEFAULT '{}'::jsonb NOT NULL,
  rank real DEFAULT 0 NOT NULL,
  UNIQUE (tenant_id, platform, external_id),
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE redriven_letters (
  job_id uuid NOT NULL,
  dead_letter_id uuid NOT NULL,
  redriven_at timestamp with time zone,
  PRIMARY KEY (job_id, dead_letter_id),
  FOREIGN KEY (dead_letter_id) REFERENCES discovery.dead_letters(id),
  FOREIGN KEY (job_id) REFERENCES discovery.replay_jobs(id)
);

CREATE TABLE relay_lease (
  singleton boolean DEFAULT true NOT NULL,
  holder uuid,
  fence bigint DEFAULT 0 NOT NULL,
  expires_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  stream_created text,
  PRIMARY KEY (singleton),
  CHECK (singleton)
);

CREATE TABLE replay_jobs (
  id uuid NOT NULL,
  mode text NOT NULL,
  stream text,
  slot text,
  subject text,
  last_sequence bigint,
  expected bigint NOT NULL,
  only_tenant uuid,
  only_key text,
  rate_per_second integer NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  state text DEFAULT 'running'::text NOT NULL,
  tally jsonb DEFAULT '{}'::jsonb NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  ended_at timestamp with time zone,
  name text,
  first_sequence bigint DEFAULT 1 NOT NULL,
  done_through bigint DEFAULT 0 NOT NULL,
  only_events uuid[],
  run integer DEFAULT 1 NOT NULL,
  state_reason text,
  UNIQUE (name),
  PRIMARY KEY (id),
  CHECK ((mode = ANY (ARRAY['dry-run'::text, 'repair'::text, 'reprocess'::text, 'rebuild'::text, 'redrive'::text]))),
  CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'stalled'::text, 'completed'::text, 'cancelled'::text, 'failed'::text])))
);

CREATE TABLE replay_outcomes (
  job_id uuid NOT NULL,
  stream_seq bigint NOT NULL,
  event_id uuid,
  outcome text NOT NULL,
  detail text,
  at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (job_id, stream_seq),
  FOREIGN KEY (job_id) REFERENCES discovery.replay_jobs(id),
  CHECK ((outcome = ANY (ARRAY['processed'::text, 'skipped'::text, 'held'::text, 'invalid'::text, 'unknown'::text, 'failed'::text, 'never_handled'::text])))
);

CREATE TABLE reprocessed (
  event_id uuid NOT NULL,
  generation integer NOT NULL,
  tenant_id uuid NOT NULL,
  job_id uuid NOT NULL,
  at timestamp with time zone DEFAULT now() NOT NULL,
  UNIQUE (job_id, event_id),
  PRIMARY KEY (event_id, generation)
);
ALTER TABLE reprocessed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE run_parts (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  run_id uuid NOT NULL,
  source text NOT NULL,
  position integer NOT NULL,
  share integer NOT NULL,
  is_waiting boolean DEFAULT false NOT NULL,
  plan jsonb NOT NULL,
  reading_effect_id uuid,
  pages integer DEFAULT 0 NOT NULL,
  seen integer DEFAULT 0 NOT NULL,
  found integer DEFAULT 0 NOT NULL,
  dropped integer DEFAULT 0 NOT NULL,
  broken integer DEFAULT 0 NOT NULL,
  dropped_by jsonb DEFAULT '{}'::jsonb NOT NULL,
  requests integer DEFAULT 0 NOT NULL,
  amount_micros bigint DEFAULT 0 NOT NULL,
  reserved_requests integer DEFAULT 0 NOT NULL,
  reserved_micros bigint DEFAULT 0 NOT NULL,
  reserved_on text,
  quota_remaining integer,
  quota_resets_at timestamp with time zone,
  is_incomplete boolean DEFAULT false NOT NULL,
  failures jsonb DEFAULT '[]'::jsonb NOT NULL,
  ended_at timestamp with time zone,
  ended_because text,
  PRIMARY KEY (tenant_id, run_id, source),
  CHECK ((seen = ((found + dropped) + broken))),
  CHECK (((ended_at IS NULL) = (ended_because IS NULL))),
  CHECK ((ended_because = ANY (ARRAY['exhausted'::text, 'limit'::text, 'run_budget'::text, 'day_budget'::text, 'failed'::text]))),
  CHECK ((share > 0))
);
ALTER TABLE run_parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE run_schedules (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  name text NOT NULL,
  every_minutes integer NOT NULL,
  wish jsonb NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  next_due_at timestamp with time zone NOT NULL,
  last_run_id uuid,
  PRIMARY KEY (tenant_id, name),
  CHECK ((every_minutes >= 5))
);
ALTER TABLE run_schedules ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE runs (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  source text NOT NULL,
  query text,
  seen_limit integer NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  plan jsonb DEFAULT '[]'::jsonb NOT NULL,
  reading_effect_id uuid,
  unread_reason text,
  seen integer DEFAULT 0 NOT NULL,
  found integer DEFAULT 0 NOT NULL,
  dropped integer DEFAULT 0 NOT NULL,
  broken integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone NOT NULL,
  completed_at timestamp with time zone,
  budget_micros bigint,
  budget_requests integer,
  max_found integer,
  prompt text,
  auto_contract boolean DEFAULT true NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((seen = ((found + dropped) + broken))),
  CHECK ((max_found > 0)),
  CHECK ((seen_limit > 0))
);
ALTER TABLE runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE schedule_slots (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  name text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  ran_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
ALTER TABLE schedule_slots ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE schema_migrations (
  name text NOT NULL,
  sha256 text NOT NULL,
  breaking boolean NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE tenants (
  tenant_id uuid NOT NULL,
  first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id)
);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE unread_answers (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  effect_id uuid NOT NULL,
  run_id uuid NOT NULL,
  source text NOT NULL,
  query jsonb NOT NULL,
  reason text NOT NULL,
  status integer NOT NULL,
  content_type text,
  body text NOT NULL,
  kept_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, effect_id),
  CHECK ((length(body) <= 16384))
);
ALTER TABLE unread_answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE INDEX dead_letters_group ON discovery.dead_letters USING btree (error_group) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_open ON discovery.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON discovery.dead_letters USING btree (subject, (((delivery ->> 'version'::text))::integer)) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX effects_claimed ON discovery.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON discovery.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_held ON discovery.effects USING btree (replay_id) WHERE (state = 'held'::text);
CREATE INDEX effects_of_replay ON discovery.effects USING btree (replay_id) WHERE (replay_id IS NOT NULL);
CREATE INDEX effects_ready ON discovery.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON discovery.effects USING btree (provider, tenant_id, due_at) WHERE ((state >= 'ready'::text) AND (state <= 'ready'::text));
CREATE INDEX effects_unknown ON discovery.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX erasures_due ON discovery.erasures USING btree (not_before);
CREATE INDEX held_correlation ON discovery.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON discovery.held USING btree (due_at);
CREATE INDEX held_waits_for ON discovery.held USING btree (tenant_id, waits_for);
CREATE INDEX listings_by_seller ON discovery.listings USING gin (seller_sha256);
CREATE INDEX outbox_sent_erasure ON discovery.outbox_sent USING btree (erasure, seq) WHERE (erasure IS NOT NULL);
CREATE INDEX post_bands_by_post ON discovery.post_bands USING btree (tenant_id, post_id);
CREATE INDEX posts_by_author ON discovery.posts USING btree (tenant_id, author_sha256, seen_at DESC);
CREATE INDEX posts_by_original ON discovery.posts USING btree (tenant_id, duplicate_of) WHERE (duplicate_of IS NOT NULL);
CREATE INDEX posts_by_page ON discovery.posts USING btree (tenant_id, page_sha256) WHERE (page_sha256 IS NOT NULL);
CREATE INDEX posts_by_rank ON discovery.posts USING btree (tenant_id, rank DESC, id) WHERE found;
CREATE INDEX posts_by_text ON discovery.posts USING btree (tenant_id, text_sha256);
CREATE INDEX posts_by_time ON discovery.posts USING btree (tenant_id, seen_at DESC, id);
CREATE INDEX redriven_letters_open ON discovery.redriven_letters USING btree (job_id) WHERE (redriven_at IS NULL);
CREATE INDEX unread_answers_by_source ON discovery.unread_answers USING btree (tenant_id, source, kept_at DESC);
CREATE OR REPLACE FUNCTION discovery.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_analyze(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('ANALYZE %I.%I', current_schema() || '_rebuild', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_begin(of_subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE
  original pg_class;
  matching text;
  made integer := 0;
  building text := current_schema() || '_rebuild';
BEGIN
  PERFORM rebuild_end();
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE confrelid = original.oid)
       OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = original.oid AND NOT tgisinternal) THEN
      RAISE EXCEPTION 'projection % cannot be rebuilt: it has triggers, or foreign keys point to it', original.relname;
    END IF;
    PERFORM rebuild_copy(original);
    SELECT string_agg(format('copy.%1$I = ($1).%1$I', a.attname), ' AND ') INTO matching
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = original.oid AND i.indisprimary;
    EXECUTE format('CREATE TRIGGER rebuild_follows AFTER DELETE ON %I FOR EACH ROW EXECUTE FUNCTION rebuild_follows(%L)',
      original.relname, format('DELETE FROM %I.%I copy WHERE %s', building, original.relname, matching));
    made := made + 1;
  END LOOP;
  IF made > 0 THEN
    PERFORM rebuild_copy(c) FROM pg_class c WHERE c.oid IN ('inbox'::regclass, 'held'::regclass);
    EXECUTE format('CREATE TRIGGER rebuild_waits BEFORE INSERT ON %I.inbox FOR EACH STATEMENT EXECUTE FUNCTION rebuild_waits()', building);
  END IF;
  RETURN made;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_copy(original pg_class)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE
  live text := format('%I.%I', current_schema(), original.relname);
  copy text := format('%I.%I', current_schema() || '_rebuild', original.relname);
  part record;
BEGIN
  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)', copy, live);
  FOR part IN SELECT conname, pg_get_constraintdef(oid) AS def FROM pg_constraint
               WHERE conrelid = original.oid AND contype IN ('p', 'u', 'x') LOOP
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', copy, part.conname, part.def);
  END LOOP;
  FOR part IN SELECT pg_get_indexdef(indexrelid) AS def FROM pg_index
               WHERE indrelid = original.oid AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) LOOP
    EXECUTE replace(part.def, format(' ON %s ', live), format(' ON %s ', copy));
  END LOOP;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', copy);
  FOR part IN SELECT policyname, roles, qual, with_check FROM pg_policies
               WHERE schemaname = current_schema() AND tablename = original.relname LOOP
    EXECUTE format('CREATE POLICY %I ON %s TO %s USING (%s) WITH CHECK (%s)', part.policyname, copy,
      array_to_string(part.roles, ', '), part.qual, part.with_check);
  END LOOP;
  FOR part IN SELECT a.privilege_type, a.grantee::regrole AS grantee FROM aclexplode(original.relacl) a
               WHERE a.grantee <> original.relowner LOOP
    EXECUTE format('GRANT %s ON %s TO %s', part.privilege_type, copy, part.grantee);
  END LOOP;
  EXECUTE format('COMMENT ON TABLE %s IS %L', copy, obj_description(original.oid, 'pg_class'));
  IF rebuild_shape(copy::regclass) <> rebuild_shape(original.oid) THEN
    RAISE EXCEPTION 'projection % cannot be copied: it has foreign keys', original.relname;
  END IF;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_end()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE part record;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('LOCK TABLE %I.inbox IN ACCESS EXCLUSIVE MODE', current_schema() || '_rebuild');
  END IF;
  FOR part IN SELECT tgrelid::regclass AS live FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE t.tgname = 'rebuild_follows' AND c.relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('DROP TRIGGER rebuild_follows ON %s', part.live);
  END LOOP;
  FOR part IN SELECT c.oid::regclass AS copy FROM pg_class c
               WHERE c.relnamespace = (current_schema() || '_rebuild')::regnamespace AND c.relkind = 'r' LOOP
    EXECUTE format('DROP TABLE %s', part.copy);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_follows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA || ' rebuild'));
  EXECUTE TG_ARGV[0] USING OLD;
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_handled()
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE handled bigint := 0;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM %I.inbox', current_schema() || '_rebuild') INTO handled;
  END IF;
  RETURN handled;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_lock(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_shape(of_table regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
  SELECT concat_ws('; ',
    (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY a.attnum)
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = of_table AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint WHERE conrelid = of_table),
    (SELECT string_agg(regexp_replace(pg_get_indexdef(indexrelid), ' ON \S+ ', ' '), ', ' ORDER BY indexrelid::regclass::text)
       FROM pg_index WHERE indrelid = of_table AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)))
$function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_switch(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
DECLARE
  original pg_class;
  copy regclass;
BEGIN
  EXECUTE format('LOCK TABLE %I.inbox IN ACCESS EXCLUSIVE MODE', current_schema() || '_rebuild');
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    copy := to_regclass(format('%I.%I', current_schema() || '_rebuild', original.relname));
    IF copy IS NULL OR rebuild_shape(copy) <> rebuild_shape(original.oid) THEN
      RAISE EXCEPTION 'projection % was altered while it was rebuilt: start again', original.relname;
    END IF;
    EXECUTE format('DROP TABLE %I', original.relname);
    EXECUTE format('ALTER TABLE %s SET SCHEMA %I', copy, current_schema());
  END LOOP;
  PERFORM rebuild_end();
END $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_tables(of_subject text)
 RETURNS SETOF pg_class
 LANGUAGE sql
 STABLE
 SET search_path TO 'discovery', 'pg_temp'
AS $function$ SELECT * FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND obj_description(c.oid, 'pg_class') = 'projection of ' || of_subject ORDER BY c.relname $function$
;
CREATE OR REPLACE FUNCTION discovery.rebuild_waits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'discovery', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(current_schema() || ' rebuild'));
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION discovery.refuse_edited_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.body <> '' OR NEW.traceparent IS NOT NULL
     OR ROW(NEW.seq, NEW.id, NEW.tenant_id, NEW.subject, NEW.version, NEW.key, NEW.occurred_at, NEW.correlation_id, NEW.causation_id, NEW.key_seq)
     IS DISTINCT FROM ROW(OLD.seq, OLD.id, OLD.tenant_id, OLD.subject, OLD.version, OLD.key, OLD.occurred_at, OLD.correlation_id, OLD.causation_id, OLD.key_seq) THEN
    RAISE EXCEPTION 'an event is never edited' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $function$
;
CREATE TRIGGER event_is_never_edited BEFORE UPDATE ON discovery.outbox FOR EACH ROW EXECUTE FUNCTION discovery.refuse_edited_event();
CREATE POLICY migrations_fill_all ON bookmarks FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON bookmarks FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON daily_spending FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON daily_spending FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON dead_letters FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON dead_letters FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON dead_letters FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON effects FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON effects FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON effects FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON erasures FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON erasures FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON erasures FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON forgotten_identities FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON forgotten_identities FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON held FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON held FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON held FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON http_idempotency FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON http_idempotency FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON http_idempotency FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON inbox FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON inbox FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON inbox FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON listing_photos FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON listing_photos FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON listings FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON listings FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY kept_while_replayable ON outbox AS RESTRICTIVE FOR DELETE TO discovery_runtime
  USING ((EXISTS ( SELECT 1
   FROM discovery.outbox_sent s
  WHERE ((s.seq = outbox.seq) AND (s.published_at < (now() - '30 days'::interval))))));
CREATE POLICY migrations_fill_all ON outbox FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON outbox FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON outbox FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON pauses FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON pauses FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON pauses FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON photo_requests FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON photo_requests FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON post_bands FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON post_bands FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON posts FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON posts FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON reprocessed FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON reprocessed FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON reprocessed FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON run_parts FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON run_parts FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON run_schedules FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON run_schedules FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON runs FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON runs FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON schedule_slots FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON schedule_slots FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON schedule_slots FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON tenants FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON tenants FOR ALL TO discovery_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON tenants FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON unread_answers FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON unread_answers FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO discovery_runtime;
GRANT INSERT ON audit TO discovery_app;
GRANT INSERT, SELECT ON audit TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON bookmarks TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON call_budgets TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON daily_spending TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO discovery_runtime;
GRANT INSERT, SELECT, UPDATE ON effects TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON effects TO discovery_runtime;
GRANT INSERT, SELECT ON erasures TO discovery_app;
GRANT SELECT, UPDATE ON erasures TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten_identities TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO discovery_app;
GRANT DELETE, SELECT, UPDATE ON http_idempotency TO discovery_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO discovery_app;
GRANT DELETE, SELECT ON inbox TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON listing_photos TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON listings TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox_sent TO discovery_runtime;
GRANT INSERT ON outbox TO discovery_app;
GRANT DELETE, SELECT ON outbox TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON photo_requests TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON post_bands TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON posts TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON redriven_letters TO discovery_runtime;
GRANT SELECT, UPDATE ON relay_lease TO discovery_runtime;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO discovery_runtime;
GRANT INSERT ON replay_outcomes TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON replay_outcomes TO discovery_runtime;
GRANT INSERT, SELECT ON reprocessed TO discovery_app;
GRANT SELECT ON reprocessed TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON run_parts TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON run_schedules TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON runs TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON schedule_slots TO discovery_app;
GRANT SELECT ON schedule_slots TO discovery_runtime;
GRANT SELECT ON schema_migrations TO discovery_app;
GRANT SELECT ON schema_migrations TO discovery_runtime;
GRANT INSERT ON tenants TO discovery_app;
GRANT SELECT ON tenants TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON unread_answers TO discovery_app;
GRANT EXECUTE ON FUNCTION current_tenant_id TO discovery_app;
GRANT EXECUTE ON FUNCTION rebuild_analyze TO discovery_runtime;
GRANT EXECUTE ON FUNCTION rebuild_begin TO discovery_runtime;
GRANT EXECUTE ON FUNCTION rebuild_end TO discovery_runtime;
GRANT EXECUTE ON FUNCTION rebuild_handled TO discovery_runtime;
GRANT EXECUTE ON FUNCTION rebuild_lock TO discovery_runtime;
GRANT EXECUTE ON FUNCTION rebuild_switch TO discovery_runtime;
GRANT EXECUTE ON FUNCTION refuse_edited_event TO discovery_app;
