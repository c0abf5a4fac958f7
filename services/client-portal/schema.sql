-- Schema of client-portal, generated from its migrations (pnpm golden). Never run.

CREATE TABLE approvals (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  approval_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  rating integer,
  approved_at timestamp with time zone NOT NULL,
  UNIQUE (tenant_id, milestone_id),
  PRIMARY KEY (tenant_id, approval_id),
  CHECK (((rating >= 1) AND (rating <= 5)))
);
COMMENT ON TABLE approvals IS 'append-only';
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE call_budgets (
  provider text NOT NULL,
  available double precision NOT NULL,
  refilled_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  PRIMARY KEY (provider)
);

CREATE TABLE code_requests (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  code_request_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  purpose text NOT NULL,
  milestone_id uuid,
  contact_id uuid NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  salt text,
  code_hash text,
  attempts integer DEFAULT 0 NOT NULL,
  used_at timestamp with time zone,
  PRIMARY KEY (tenant_id, code_request_id),
  CHECK ((purpose = ANY (ARRAY['sign'::text, 'approve'::text])))
);
ALTER TABLE code_requests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE contract_versions (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  contract_id uuid NOT NULL,
  version integer NOT NULL,
  statement text,
  statement_sha256 text NOT NULL,
  valid_until timestamp with time zone NOT NULL,
  drafted_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, contract_id, version)
);
ALTER TABLE contract_versions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE contracts (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  contract_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  correlation_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  signed_at timestamp with time zone,
  signer_name text,
  traceparent text,
  rail text,
  UNIQUE (tenant_id, opportunity_id),
  PRIMARY KEY (tenant_id, contract_id),
  CHECK ((rail = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((status = ANY (ARRAY['drafted'::text, 'presented'::text, 'viewed'::text, 'signed'::text, 'completed'::text, 'declined'::text, 'withdrawn'::text])))
);
ALTER TABLE contracts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE deal_sessions (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  session_hash text NOT NULL,
  contract_id uuid NOT NULL,
  presentation_id uuid NOT NULL,
  rotation integer NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, session_hash)
);
ALTER TABLE deal_sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE deliveries (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  delivery_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  artifacts text NOT NULL,
  submitted_at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  UNIQUE (tenant_id, milestone_id, version),
  PRIMARY KEY (tenant_id, delivery_id)
);
COMMENT ON TABLE deliveries IS 'append-only';
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
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

CREATE TABLE evidence (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  contract_id uuid NOT NULL,
  position integer NOT NULL,
  evidence_id uuid NOT NULL,
  kind text NOT NULL,
  milestone_id uuid,
  record text NOT NULL,
  hash text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, contract_id, "position")
);
COMMENT ON TABLE evidence IS 'append-only';
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE failed_refunds (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  refund_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  failed_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, refund_id)
);
COMMENT ON TABLE failed_refunds IS 'append-only';
ALTER TABLE failed_refunds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE forgotten (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  subject text NOT NULL,
  forgotten_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);
ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE funding_choices (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  milestone_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  funding_method text NOT NULL,
  selected_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, milestone_id),
  CHECK ((funding_method = ANY (ARRAY['hold'::text, 'card_on_file'::text, 'prepaid'::text])))
);
ALTER TABLE funding_choices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
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

CREATE TABLE milestone_payments (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  milestone_id uuid NOT NULL,
  provider_ref text NOT NULL,
  contract_id uuid NOT NULL,
  funded_at timestamp with time zone,
  funded_read_at timestamp with time zone,
  capture_before timestamp with time zone,
  failed_at timestamp with time zone,
  failure_message text,
  expired_at timestamp with time zone,
  card_saved_at timestamp with time zone,
  released_at timestamp with time zone,
  exposure text DEFAULT 'none'::text NOT NULL,
  exposed_at timestamp with time zone,
  rail text,
  failure_reason text,
  expiring_at timestamp with time zone,
  reduced_at timestamp with time zone,
  reduced_minor bigint,
  released_minor bigint,
  PRIMARY KEY (tenant_id, milestone_id, provider_ref),
  CHECK ((exposure = ANY (ARRAY['none'::text, 'inquiry'::text, 'disputed'::text, 'lost'::text]))),
  CHECK ((reduced_minor >= 0)),
  CHECK ((released_minor >= 0))
);
ALTER TABLE milestone_payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE milestone_refunds (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  refund_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  provider_ref text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  refunded_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, refund_id),
  CHECK ((amount_minor >= 0))
);
COMMENT ON TABLE milestone_refunds IS 'append-only';
ALTER TABLE milestone_refunds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE opportunities (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  platform text NOT NULL,
  title text,
  body text NOT NULL,
  posted_at timestamp with time zone,
  decided_at timestamp with time zone,
  waits_for_order boolean DEFAULT false NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
COMMENT ON TABLE opportunities IS 'projection of opportunity.found';
ALTER TABLE opportunities ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE opportunity_decisions (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE opportunity_decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE presentations (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  presentation_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  rotation integer DEFAULT 0 NOT NULL,
  token_hash text,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  channel text,
  presented_at timestamp with time zone,
  failed_at timestamp with time zone,
  failure_reason text,
  UNIQUE (token_hash),
  PRIMARY KEY (tenant_id, presentation_id)
);
ALTER TABLE presentations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE redriven_letters (
  job_id uuid NOT NULL,
  dead_letter_id uuid NOT NULL,
  redriven_at timestamp with time zone,
  PRIMARY KEY (job_id, dead_letter_id),
  FOREIGN KEY (dead_letter_id) REFERENCES client_portal.dead_letters(id),
  FOREIGN KEY (job_id) REFERENCES client_portal.replay_jobs(id)
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
  FOREIGN KEY (job_id) REFERENCES client_portal.replay_jobs(id),
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

CREATE TABLE revisions (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  revision_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  round integer NOT NULL,
  note text NOT NULL,
  requested_at timestamp with time zone NOT NULL,
  UNIQUE (tenant_id, milestone_id, round),
  PRIMARY KEY (tenant_id, revision_id)
);
ALTER TABLE revisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE schedule_slots (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
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

CREATE TABLE waiting_drafts (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  contact_id uuid,
  ordered_at timestamp with time zone,
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE waiting_drafts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE INDEX approvals_contract ON client_portal.approvals USING btree (tenant_id, contract_id);
CREATE INDEX code_requests_contract ON client_portal.code_requests USING btree (tenant_id, contract_id, requested_at);
CREATE INDEX dead_letters_group ON client_portal.dead_letters USING btree (error_group) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_open ON client_portal.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON client_portal.dead_letters USING btree (subject, (((delivery ->> 'version'::text))::integer)) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX deliveries_contract ON client_portal.deliveries USING btree (tenant_id, contract_id);
CREATE INDEX effects_claimed ON client_portal.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON client_portal.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_held ON client_portal.effects USING btree (replay_id) WHERE (state = 'held'::text);
CREATE INDEX effects_of_replay ON client_portal.effects USING btree (replay_id) WHERE (replay_id IS NOT NULL);
CREATE INDEX effects_ready ON client_portal.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON client_portal.effects USING btree (provider, tenant_id, due_at) WHERE ((state >= 'ready'::text) AND (state <= 'ready'::text));
CREATE INDEX effects_unknown ON client_portal.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX erasures_due ON client_portal.erasures USING btree (not_before);
CREATE INDEX failed_refunds_contract ON client_portal.failed_refunds USING btree (tenant_id, contract_id);
CREATE INDEX funding_choices_contract ON client_portal.funding_choices USING btree (tenant_id, contract_id);
CREATE INDEX held_correlation ON client_portal.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON client_portal.held USING btree (due_at);
CREATE INDEX held_waits_for ON client_portal.held USING btree (tenant_id, waits_for);
CREATE INDEX milestone_payments_contract ON client_portal.milestone_payments USING btree (tenant_id, contract_id);
CREATE INDEX milestone_refunds_contract ON client_portal.milestone_refunds USING btree (tenant_id, contract_id);
CREATE INDEX outbox_sent_erasure ON client_portal.outbox_sent USING btree (erasure, seq) WHERE (erasure IS NOT NULL);
CREATE INDEX presentations_contract ON client_portal.presentations USING btree (tenant_id, contract_id);
CREATE INDEX redriven_letters_open ON client_portal.redriven_letters USING btree (job_id) WHERE (redriven_at IS NULL);
CREATE INDEX revisions_contract ON client_portal.revisions USING btree (tenant_id, contract_id);
CREATE OR REPLACE FUNCTION client_portal.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_analyze(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('ANALYZE %I.%I', current_schema() || '_rebuild', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_begin(of_subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'client_portal', 'pg_temp'
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
CREATE OR REPLACE FUNCTION client_portal.rebuild_copy(original pg_class)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'client_portal', 'pg_temp'
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
CREATE OR REPLACE FUNCTION client_portal.rebuild_end()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'client_portal', 'pg_temp'
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
CREATE OR REPLACE FUNCTION client_portal.rebuild_follows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA || ' rebuild'));
  EXECUTE TG_ARGV[0] USING OLD;
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_handled()
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$
DECLARE handled bigint := 0;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM %I.inbox', current_schema() || '_rebuild') INTO handled;
  END IF;
  RETURN handled;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_lock(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_shape(of_table regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'client_portal', 'pg_temp'
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
CREATE OR REPLACE FUNCTION client_portal.rebuild_switch(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'client_portal', 'pg_temp'
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
CREATE OR REPLACE FUNCTION client_portal.rebuild_tables(of_subject text)
 RETURNS SETOF pg_class
 LANGUAGE sql
 STABLE
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$ SELECT * FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND obj_description(c.oid, 'pg_class') = 'projection of ' || of_subject ORDER BY c.relname $function$
;
CREATE OR REPLACE FUNCTION client_portal.rebuild_waits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'client_portal', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(current_schema() || ' rebuild'));
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.refuse_edited_event()
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
CREATE OR REPLACE FUNCTION client_portal.refuse_edited_statement()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.statement IS NOT NULL OR ROW(NEW.tenant_id, NEW.contract_id, NEW.version, NEW.statement_sha256, NEW.valid_until, NEW.drafted_at)
     IS DISTINCT FROM ROW(OLD.tenant_id, OLD.contract_id, OLD.version, OLD.statement_sha256, OLD.valid_until, OLD.drafted_at) THEN
    RAISE EXCEPTION 'a version of a statement is never edited' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $function$
;
CREATE OR REPLACE FUNCTION client_portal.resolve_deal_token(wanted_hash text)
 RETURNS TABLE(tenant_id uuid, contract_id uuid, presentation_id uuid, rotation integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ SELECT p.tenant_id, p.contract_id, p.presentation_id, p.rotation
          FROM client_portal.presentations p WHERE p.token_hash = wanted_hash $function$
;
CREATE TRIGGER event_is_never_edited BEFORE UPDATE ON client_portal.outbox FOR EACH ROW EXECUTE FUNCTION client_portal.refuse_edited_event();
CREATE TRIGGER statement_is_never_edited BEFORE UPDATE ON client_portal.contract_versions FOR EACH ROW EXECUTE FUNCTION client_portal.refuse_edited_statement();
CREATE POLICY migrations_fill_all ON approvals FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON approvals FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON code_requests FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON code_requests FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON contract_versions FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON contract_versions FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON contracts FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON contracts FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON dead_letters FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON dead_letters FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON dead_letters FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON deal_sessions FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON deal_sessions FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON deliveries FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON deliveries FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON effects FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON effects FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON effects FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON erasures FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON erasures FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON erasures FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON evidence FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON evidence FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON failed_refunds FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON failed_refunds FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON forgotten FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON forgotten FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON funding_choices FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON funding_choices FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON held FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON held FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON held FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON http_idempotency FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON http_idempotency FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON http_idempotency FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON inbox FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON inbox FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON inbox FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON milestone_payments FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON milestone_payments FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON milestone_refunds FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON milestone_refunds FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON opportunities FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON opportunities FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON opportunity_decisions FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON opportunity_decisions FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY kept_while_replayable ON outbox AS RESTRICTIVE FOR DELETE TO client_portal_runtime
  USING ((EXISTS ( SELECT 1
   FROM client_portal.outbox_sent s
  WHERE ((s.seq = outbox.seq) AND (s.published_at < (now() - '30 days'::interval))))));
CREATE POLICY migrations_fill_all ON outbox FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON outbox FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON outbox FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON pauses FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON pauses FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON pauses FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY links_are_resolved ON presentations FOR SELECT TO client_portal_owner
  USING (true);
CREATE POLICY migrations_fill_all ON presentations FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON presentations FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON reprocessed FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON reprocessed FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON reprocessed FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON revisions FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON revisions FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON schedule_slots FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON schedule_slots FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON schedule_slots FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON tenants FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON tenants FOR ALL TO client_portal_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON tenants FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON waiting_drafts FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON waiting_drafts FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT INSERT, SELECT ON approvals TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO client_portal_runtime;
GRANT INSERT ON audit TO client_portal_app;
GRANT INSERT, SELECT ON audit TO client_portal_runtime;
GRANT INSERT, SELECT, UPDATE ON call_budgets TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON code_requests TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON contract_versions TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON contracts TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON deal_sessions TO client_portal_app;
GRANT INSERT, SELECT ON deliveries TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON effects TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON effects TO client_portal_runtime;
GRANT INSERT, SELECT ON erasures TO client_portal_app;
GRANT SELECT, UPDATE ON erasures TO client_portal_runtime;
GRANT INSERT, SELECT ON evidence TO client_portal_app;
GRANT INSERT, SELECT ON failed_refunds TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON funding_choices TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO client_portal_app;
GRANT DELETE, SELECT, UPDATE ON http_idempotency TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO client_portal_app;
GRANT DELETE, SELECT ON inbox TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON milestone_payments TO client_portal_app;
GRANT INSERT, SELECT ON milestone_refunds TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON opportunities TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON opportunity_decisions TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox_sent TO client_portal_runtime;
GRANT INSERT ON outbox TO client_portal_app;
GRANT DELETE, SELECT ON outbox TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON presentations TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON redriven_letters TO client_portal_runtime;
GRANT SELECT, UPDATE ON relay_lease TO client_portal_runtime;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO client_portal_runtime;
GRANT INSERT ON replay_outcomes TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON replay_outcomes TO client_portal_runtime;
GRANT INSERT, SELECT ON reprocessed TO client_portal_app;
GRANT SELECT ON reprocessed TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON revisions TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON schedule_slots TO client_portal_app;
GRANT SELECT ON schedule_slots TO client_portal_runtime;
GRANT SELECT ON schema_migrations TO client_portal_app;
GRANT SELECT ON schema_migrations TO client_portal_runtime;
GRANT INSERT ON tenants TO client_portal_app;
GRANT SELECT ON tenants TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON waiting_drafts TO client_portal_app;
GRANT EXECUTE ON FUNCTION current_tenant_id TO client_portal_app;
GRANT EXECUTE ON FUNCTION rebuild_analyze TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION rebuild_begin TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION rebuild_end TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION rebuild_handled TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION rebuild_lock TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION rebuild_switch TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION refuse_edited_event TO client_portal_app;
GRANT EXECUTE ON FUNCTION refuse_edited_statement TO client_portal_app;
GRANT EXECUTE ON FUNCTION resolve_deal_token TO client_portal_app;
