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
  PRIMARY KEY (id),
  CHECK ((state = ANY (ARRAY['ready'::text, 'claimed'::text, 'done'::text, 'refused'::text, 'unknown'::text])))
);
ALTER TABLE effects ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE posts (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  platform text NOT NULL,
  external_id text NOT NULL,
  author_sha256 text,
  text_sha256 text,
  sketch integer[] NOT NULL,
  found boolean NOT NULL,
  run_id uuid NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  forgotten_at timestamp with time zone,
  UNIQUE (tenant_id, platform, external_id),
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE runs (
  tenant_id uuid DEFAULT discovery.current_tenant_id() NOT NULL,
  id uuid NOT NULL,
  source text NOT NULL,
  query text,
  seen_limit integer NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  plan jsonb NOT NULL,
  reading_effect_id uuid,
  unread_reason text,
  seen integer DEFAULT 0 NOT NULL,
  found integer DEFAULT 0 NOT NULL,
  dropped integer DEFAULT 0 NOT NULL,
  broken integer DEFAULT 0 NOT NULL,
  started_at timestamp with time zone NOT NULL,
  completed_at timestamp with time zone,
  PRIMARY KEY (tenant_id, id),
  CHECK ((seen = ((found + dropped) + broken))),
  CHECK ((seen_limit > 0))
);
ALTER TABLE runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE schema_migrations (
  name text NOT NULL,
  sha256 text NOT NULL,
  breaking boolean NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (name)
);

CREATE INDEX dead_letters_open ON discovery.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON discovery.dead_letters USING btree (subject, dead_at) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX effects_claimed ON discovery.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON discovery.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_ready ON discovery.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON discovery.effects USING btree (provider, tenant_id, due_at) WHERE (state = 'ready'::text);
CREATE INDEX effects_unknown ON discovery.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX held_correlation ON discovery.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON discovery.held USING btree (due_at);
CREATE INDEX held_waits_for ON discovery.held USING btree (tenant_id, waits_for);
CREATE INDEX posts_by_author ON discovery.posts USING btree (tenant_id, author_sha256, seen_at DESC);
CREATE INDEX posts_by_text ON discovery.posts USING btree (tenant_id, text_sha256);
CREATE OR REPLACE FUNCTION discovery.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
;
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
CREATE POLICY migrations_fill_all ON posts FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON posts FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON runs FOR ALL TO discovery_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'discovery_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON runs FOR ALL TO discovery_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO discovery_runtime;
GRANT INSERT ON audit TO discovery_app;
GRANT INSERT, SELECT ON audit TO discovery_runtime;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO discovery_runtime;
GRANT INSERT, SELECT, UPDATE ON effects TO discovery_app;
GRANT INSERT, SELECT, UPDATE ON effects TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten_identities TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO discovery_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO discovery_app;
GRANT DELETE, SELECT ON http_idempotency TO discovery_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO discovery_app;
GRANT DELETE, SELECT ON inbox TO discovery_runtime;
GRANT DELETE, INSERT, SELECT ON outbox_sent TO discovery_runtime;
GRANT INSERT ON outbox TO discovery_app;
GRANT DELETE, SELECT ON outbox TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON posts TO discovery_app;
GRANT SELECT, UPDATE ON relay_lease TO discovery_runtime;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO discovery_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON runs TO discovery_app;
GRANT SELECT ON schema_migrations TO discovery_app;
GRANT SELECT ON schema_migrations TO discovery_runtime;
GRANT EXECUTE ON FUNCTION current_tenant_id TO discovery_app;
