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
  UNIQUE (tenant_id, opportunity_id),
  PRIMARY KEY (tenant_id, contract_id),
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
  PRIMARY KEY (id),
  CHECK ((state = ANY (ARRAY['ready'::text, 'claimed'::text, 'done'::text, 'refused'::text, 'unknown'::text])))
);
ALTER TABLE effects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE forgotten (
  tenant_id uuid DEFAULT client_portal.current_tenant_id() NOT NULL,
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
  PRIMARY KEY (tenant_id, milestone_id, provider_ref),
  CHECK ((exposure = ANY (ARRAY['none'::text, 'inquiry'::text, 'disputed'::text, 'lost'::text])))
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
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE opportunities ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  PRIMARY KEY (seq)
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
  stream text NOT NULL,
  slot text NOT NULL,
  subject text NOT NULL,
  last_sequence bigint NOT NULL,
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
  PRIMARY KEY (id),
  CHECK ((mode = ANY (ARRAY['dry-run'::text, 'repair'::text]))),
  CHECK ((state = ANY (ARRAY['running'::text, 'completed'::text, 'cancelled'::text, 'failed'::text])))
);

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

CREATE TABLE schema_migrations (
  name text NOT NULL,
  sha256 text NOT NULL,
  breaking boolean NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (name)
);

CREATE INDEX approvals_contract ON client_portal.approvals USING btree (tenant_id, contract_id);
CREATE INDEX code_requests_contract ON client_portal.code_requests USING btree (tenant_id, contract_id, requested_at);
CREATE INDEX dead_letters_open ON client_portal.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON client_portal.dead_letters USING btree (subject, dead_at) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX deliveries_contract ON client_portal.deliveries USING btree (tenant_id, contract_id);
CREATE INDEX effects_claimed ON client_portal.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON client_portal.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_ready ON client_portal.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON client_portal.effects USING btree (provider, tenant_id, due_at) WHERE (state = 'ready'::text);
CREATE INDEX effects_unknown ON client_portal.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX held_correlation ON client_portal.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON client_portal.held USING btree (due_at);
CREATE INDEX held_waits_for ON client_portal.held USING btree (tenant_id, waits_for);
CREATE INDEX milestone_payments_contract ON client_portal.milestone_payments USING btree (tenant_id, contract_id);
CREATE INDEX milestone_refunds_contract ON client_portal.milestone_refunds USING btree (tenant_id, contract_id);
CREATE INDEX presentations_contract ON client_portal.presentations USING btree (tenant_id, contract_id);
CREATE INDEX revisions_contract ON client_portal.revisions USING btree (tenant_id, contract_id);
CREATE OR REPLACE FUNCTION client_portal.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
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
CREATE POLICY migrations_fill_all ON evidence FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON evidence FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON forgotten FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON forgotten FOR ALL TO client_portal_app
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
CREATE POLICY migrations_fill_all ON revisions FOR ALL TO client_portal_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'client_portal_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON revisions FOR ALL TO client_portal_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT INSERT, SELECT ON approvals TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO client_portal_runtime;
GRANT INSERT ON audit TO client_portal_app;
GRANT INSERT, SELECT ON audit TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON code_requests TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON contract_versions TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON contracts TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON deal_sessions TO client_portal_app;
GRANT INSERT, SELECT ON deliveries TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON effects TO client_portal_app;
GRANT INSERT, SELECT, UPDATE ON effects TO client_portal_runtime;
GRANT INSERT, SELECT ON evidence TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO client_portal_app;
GRANT DELETE, SELECT ON http_idempotency TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO client_portal_app;
GRANT DELETE, SELECT ON inbox TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON milestone_payments TO client_portal_app;
GRANT INSERT, SELECT ON milestone_refunds TO client_portal_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON opportunities TO client_portal_app;
GRANT DELETE, INSERT, SELECT ON outbox_sent TO client_portal_runtime;
GRANT INSERT ON outbox TO client_portal_app;
GRANT DELETE, SELECT ON outbox TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON presentations TO client_portal_app;
GRANT SELECT, UPDATE ON relay_lease TO client_portal_runtime;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO client_portal_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON revisions TO client_portal_app;
GRANT SELECT ON schema_migrations TO client_portal_app;
GRANT SELECT ON schema_migrations TO client_portal_runtime;
GRANT EXECUTE ON FUNCTION current_tenant_id TO client_portal_app;
GRANT EXECUTE ON FUNCTION refuse_edited_statement TO client_portal_app;
GRANT EXECUTE ON FUNCTION resolve_deal_token TO client_portal_app;
