-- Schema of enrichment, generated from its migrations (pnpm golden). Never run.

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

CREATE TABLE awaited_domains (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  domain text NOT NULL,
  opportunity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, domain, opportunity_id),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES enrichment.waiting_opportunities(tenant_id, opportunity_id) ON DELETE CASCADE
);
ALTER TABLE awaited_domains ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE awaited_looks (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  key text NOT NULL,
  opportunity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, key, opportunity_id),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES enrichment.waiting_opportunities(tenant_id, opportunity_id) ON DELETE CASCADE
);
ALTER TABLE awaited_looks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE call_budgets (
  provider text NOT NULL,
  available double precision NOT NULL,
  refilled_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  PRIMARY KEY (provider)
);

CREATE TABLE contacts (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  first_seen_at timestamp with time zone NOT NULL,
  UNIQUE (tenant_id, kind, value),
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE contacts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE deals (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  contract_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  signed_at timestamp with time zone,
  completed_at timestamp with time zone,
  PRIMARY KEY (tenant_id, contract_id)
);
ALTER TABLE deals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
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

CREATE TABLE forgotten (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  subject text NOT NULL,
  forgotten_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);
ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
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

CREATE TABLE known_posts (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  platform text NOT NULL,
  author_sha256 text,
  found_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE known_posts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE looks (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  key text NOT NULL,
  outcome text,
  contacts jsonb NOT NULL,
  believed_until timestamp with time zone NOT NULL,
  round bigint NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
ALTER TABLE looks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE mail_domains (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  domain text NOT NULL,
  status text,
  believed_until timestamp with time zone NOT NULL,
  question bigint NOT NULL,
  PRIMARY KEY (tenant_id, domain),
  CHECK ((status = ANY (ARRAY['receives'::text, 'by_address'::text, 'refuses'::text, 'absent'::text, 'unanswered'::text])))
);
ALTER TABLE mail_domains ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE matching_decisions (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  is_on boolean NOT NULL,
  basis text,
  actor text NOT NULL,
  reason text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((is_on = (basis IS NOT NULL)))
);
ALTER TABLE matching_decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE paid_looks (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  place text NOT NULL,
  day date NOT NULL,
  asked integer NOT NULL,
  PRIMARY KEY (tenant_id, place, day)
);
ALTER TABLE paid_looks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE redriven_letters (
  job_id uuid NOT NULL,
  dead_letter_id uuid NOT NULL,
  redriven_at timestamp with time zone,
  PRIMARY KEY (job_id, dead_letter_id),
  FOREIGN KEY (dead_letter_id) REFERENCES enrichment.dead_letters(id),
  FOREIGN KEY (job_id) REFERENCES enrichment.replay_jobs(id)
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
  FOREIGN KEY (job_id) REFERENCES enrichment.replay_jobs(id),
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

CREATE TABLE retention_policies (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  keep_days integer NOT NULL,
  changed_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id),
  CHECK (((keep_days >= 1) AND (keep_days <= 3650)))
);
ALTER TABLE retention_policies ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE schedule_slots (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
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

CREATE TABLE sightings (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  rule text NOT NULL,
  found_in text NOT NULL,
  url text,
  span_start integer,
  span_end integer,
  score double precision NOT NULL,
  reasons jsonb NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id, contact_id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES enrichment.contacts(tenant_id, id) ON DELETE CASCADE,
  CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);
ALTER TABLE sightings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE tenants (
  tenant_id uuid NOT NULL,
  first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id)
);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE waiting_opportunities (
  tenant_id uuid DEFAULT enrichment.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  correlation_id uuid NOT NULL,
  post jsonb NOT NULL,
  contacts jsonb NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE waiting_opportunities ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE INDEX awaited_domains_by_opportunity ON enrichment.awaited_domains USING btree (tenant_id, opportunity_id);
CREATE INDEX awaited_looks_by_opportunity ON enrichment.awaited_looks USING btree (tenant_id, opportunity_id);
CREATE INDEX dead_letters_group ON enrichment.dead_letters USING btree (error_group) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_open ON enrichment.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON enrichment.dead_letters USING btree (subject, (((delivery ->> 'version'::text))::integer)) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX deals_by_opportunity ON enrichment.deals USING btree (tenant_id, opportunity_id);
CREATE INDEX effects_claimed ON enrichment.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON enrichment.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_held ON enrichment.effects USING btree (replay_id) WHERE (state = 'held'::text);
CREATE INDEX effects_of_replay ON enrichment.effects USING btree (replay_id) WHERE (replay_id IS NOT NULL);
CREATE INDEX effects_ready ON enrichment.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON enrichment.effects USING btree (provider, tenant_id, due_at) WHERE ((state >= 'ready'::text) AND (state <= 'ready'::text));
CREATE INDEX effects_unknown ON enrichment.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX erasures_due ON enrichment.erasures USING btree (not_before);
CREATE INDEX held_correlation ON enrichment.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON enrichment.held USING btree (due_at);
CREATE INDEX held_waits_for ON enrichment.held USING btree (tenant_id, waits_for);
CREATE INDEX known_posts_by_age ON enrichment.known_posts USING btree (tenant_id, found_at);
CREATE INDEX known_posts_by_author ON enrichment.known_posts USING btree (tenant_id, author_sha256);
CREATE INDEX looks_by_age ON enrichment.looks USING btree (tenant_id, believed_until);
CREATE INDEX matching_decisions_by_number ON enrichment.matching_decisions USING btree (tenant_id, number);
CREATE INDEX outbox_sent_erasure ON enrichment.outbox_sent USING btree (erasure, seq) WHERE (erasure IS NOT NULL);
CREATE INDEX redriven_letters_open ON enrichment.redriven_letters USING btree (job_id) WHERE (redriven_at IS NULL);
CREATE INDEX sightings_by_contact ON enrichment.sightings USING btree (contact_id, tenant_id);
CREATE OR REPLACE FUNCTION enrichment.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_analyze(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('ANALYZE %I.%I', current_schema() || '_rebuild', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_begin(of_subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'enrichment', 'pg_temp'
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
CREATE OR REPLACE FUNCTION enrichment.rebuild_copy(original pg_class)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'enrichment', 'pg_temp'
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
CREATE OR REPLACE FUNCTION enrichment.rebuild_end()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'enrichment', 'pg_temp'
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
CREATE OR REPLACE FUNCTION enrichment.rebuild_follows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA || ' rebuild'));
  EXECUTE TG_ARGV[0] USING OLD;
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_handled()
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$
DECLARE handled bigint := 0;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM %I.inbox', current_schema() || '_rebuild') INTO handled;
  END IF;
  RETURN handled;
END $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_lock(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_shape(of_table regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'enrichment', 'pg_temp'
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
CREATE OR REPLACE FUNCTION enrichment.rebuild_switch(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'enrichment', 'pg_temp'
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
CREATE OR REPLACE FUNCTION enrichment.rebuild_tables(of_subject text)
 RETURNS SETOF pg_class
 LANGUAGE sql
 STABLE
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$ SELECT * FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND obj_description(c.oid, 'pg_class') = 'projection of ' || of_subject ORDER BY c.relname $function$
;
CREATE OR REPLACE FUNCTION enrichment.rebuild_waits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'enrichment', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(current_schema() || ' rebuild'));
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION enrichment.refuse_edited_event()
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
CREATE TRIGGER event_is_never_edited BEFORE UPDATE ON enrichment.outbox FOR EACH ROW EXECUTE FUNCTION enrichment.refuse_edited_event();
CREATE POLICY migrations_fill_all ON awaited_domains FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON awaited_domains FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON awaited_looks FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON awaited_looks FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON contacts FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON contacts FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON dead_letters FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON dead_letters FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON dead_letters FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON deals FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON deals FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON effects FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON effects FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON effects FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON erasures FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON erasures FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON erasures FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON forgotten FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON forgotten FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON held FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON held FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON held FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON http_idempotency FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON http_idempotency FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON http_idempotency FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON inbox FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON inbox FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON inbox FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON known_posts FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON known_posts FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON looks FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON looks FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON mail_domains FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON mail_domains FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON matching_decisions FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON matching_decisions FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY kept_while_replayable ON outbox AS RESTRICTIVE FOR DELETE TO enrichment_runtime
  USING ((EXISTS ( SELECT 1
   FROM enrichment.outbox_sent s
  WHERE ((s.seq = outbox.seq) AND (s.published_at < (now() - '30 days'::interval))))));
CREATE POLICY migrations_fill_all ON outbox FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON outbox FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON outbox FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON paid_looks FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON paid_looks FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON pauses FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON pauses FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON pauses FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON reprocessed FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON reprocessed FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON reprocessed FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON retention_policies FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON retention_policies FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON schedule_slots FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON schedule_slots FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON schedule_slots FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON sightings FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON sightings FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON tenants FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON tenants FOR ALL TO enrichment_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON tenants FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON waiting_opportunities FOR ALL TO enrichment_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'enrichment_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON waiting_opportunities FOR ALL TO enrichment_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO enrichment_runtime;
GRANT INSERT ON audit TO enrichment_app;
GRANT INSERT, SELECT ON audit TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON awaited_domains TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON awaited_looks TO enrichment_app;
GRANT INSERT, SELECT, UPDATE ON call_budgets TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON contacts TO enrichment_app;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON deals TO enrichment_app;
GRANT INSERT, SELECT, UPDATE ON effects TO enrichment_app;
GRANT INSERT, SELECT, UPDATE ON effects TO enrichment_runtime;
GRANT INSERT, SELECT ON erasures TO enrichment_app;
GRANT SELECT, UPDATE ON erasures TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO enrichment_app;
GRANT DELETE, SELECT, UPDATE ON http_idempotency TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO enrichment_app;
GRANT DELETE, SELECT ON inbox TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON known_posts TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON looks TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON mail_domains TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON matching_decisions TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox_sent TO enrichment_runtime;
GRANT INSERT ON outbox TO enrichment_app;
GRANT DELETE, SELECT ON outbox TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON paid_looks TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO enrichment_runtime;
GRANT INSERT, SELECT, UPDATE ON redriven_letters TO enrichment_runtime;
GRANT SELECT, UPDATE ON relay_lease TO enrichment_runtime;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO enrichment_runtime;
GRANT INSERT ON replay_outcomes TO enrichment_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON replay_outcomes TO enrichment_runtime;
GRANT INSERT, SELECT ON reprocessed TO enrichment_app;
GRANT SELECT ON reprocessed TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON retention_policies TO enrichment_app;
GRANT INSERT, SELECT, UPDATE ON schedule_slots TO enrichment_app;
GRANT SELECT ON schedule_slots TO enrichment_runtime;
GRANT SELECT ON schema_migrations TO enrichment_app;
GRANT SELECT ON schema_migrations TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON sightings TO enrichment_app;
GRANT INSERT ON tenants TO enrichment_app;
GRANT SELECT ON tenants TO enrichment_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON waiting_opportunities TO enrichment_app;
GRANT EXECUTE ON FUNCTION current_tenant_id TO enrichment_app;
GRANT EXECUTE ON FUNCTION rebuild_analyze TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION rebuild_begin TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION rebuild_end TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION rebuild_handled TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION rebuild_lock TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION rebuild_switch TO enrichment_runtime;
GRANT EXECUTE ON FUNCTION refuse_edited_event TO enrichment_app;
