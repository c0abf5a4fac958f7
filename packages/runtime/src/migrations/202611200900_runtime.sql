-- The runtime's own tables, made once in every service's schema: without them no event is recorded, deduplicated or acted on.

CREATE FUNCTION current_tenant_id() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT current_setting('app.tenant_id')::uuid $$;

-- The record of what was decided. Rows are immutable; `outbox_sent` says what the broker has.
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  subject text NOT NULL,
  version integer NOT NULL,
  key text NOT NULL,
  occurred_at timestamptz NOT NULL,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  key_seq bigint,
  traceparent text,
  body text NOT NULL
);

CREATE TABLE outbox_sent (
  seq bigint PRIMARY KEY,
  stream_seq bigint NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now()
);

-- One row: who publishes, under which fence, and into which incarnation of the stream.
CREATE TABLE relay_lease (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  holder uuid,
  fence bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  stream_created text
);
INSERT INTO relay_lease DEFAULT VALUES;

CREATE TABLE inbox (
  event_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  fingerprint uuid NOT NULL,
  handled_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE held (
  event_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  waits_for text NOT NULL,
  correlation_id uuid NOT NULL,
  reason text NOT NULL,
  delivery jsonb NOT NULL,
  body text NOT NULL,
  tries integer NOT NULL DEFAULT 1,
  held_at timestamptz NOT NULL DEFAULT now(),
  due_at timestamptz NOT NULL,
  alarmed_at timestamptz
);
CREATE INDEX held_due ON held (due_at);
CREATE INDEX held_waits_for ON held (tenant_id, waits_for);
CREATE INDEX held_correlation ON held (tenant_id, correlation_id);

CREATE TABLE attempts (
  event_id uuid PRIMARY KEY,
  started integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  history jsonb NOT NULL DEFAULT '[]',
  last_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- An unparsable event may not even name its tenant.
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
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriven', 'discarded')),
  dead_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  UNIQUE (stream, stream_seq, fingerprint)
);
CREATE INDEX dead_letters_open ON dead_letters (dead_at) WHERE state = 'open';

CREATE TABLE effects (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  provider text NOT NULL,
  key text NOT NULL,
  generation integer NOT NULL DEFAULT 0,
  intent jsonb NOT NULL,
  state text NOT NULL DEFAULT 'ready'
    CHECK (state IN ('ready', 'claimed', 'done', 'refused', 'unknown')),
  -- Domain time; follows the virtual clock.
  due_at timestamptz NOT NULL,
  -- Real time; waiting after a refusal to accept yet, and between reconciliations.
  not_before timestamptz NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  asked integer NOT NULL DEFAULT 0,
  lease_until timestamptz,
  lease_holder uuid,
  reason text,
  result jsonb,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  traceparent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  UNIQUE (tenant_id, name, key, generation)
);
CREATE INDEX effects_ready ON effects (due_at, id) WHERE state = 'ready';
CREATE INDEX effects_open ON effects (lease_until) WHERE state IN ('claimed', 'unknown');

-- An operator's pause or a provider's open breaker; NULL stands for all.
CREATE TABLE pauses (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind text NOT NULL CHECK (kind IN ('operator', 'breaker')),
  tenant_id uuid,
  provider text,
  reason text NOT NULL,
  actor text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  probe_at timestamptz,
  UNIQUE NULLS NOT DISTINCT (kind, tenant_id, provider)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  action text NOT NULL,
  reason text NOT NULL,
  details jsonb NOT NULL
);
COMMENT ON TABLE audit IS 'append-only';

CREATE TABLE replay_jobs (
  id uuid PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('dry-run', 'repair')),
  stream text NOT NULL,
  slot text NOT NULL,
  subject text NOT NULL,
  last_sequence bigint NOT NULL,
  expected bigint NOT NULL,
  -- Only events of this tenant and key; NULL for all. Not the job's own tenant: jobs are the operator's.
  only_tenant uuid,
  only_key text,
  rate_per_second integer NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'completed', 'cancelled', 'failed')),
  tally jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
