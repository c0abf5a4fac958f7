-- Schema of payments, generated from its migrations (pnpm golden). Never run.

CREATE TABLE alerts (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  alert_id uuid NOT NULL,
  severity text NOT NULL,
  code text NOT NULL,
  summary text NOT NULL,
  milestone_id uuid,
  contract_id uuid,
  mode text NOT NULL,
  alerted_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, alert_id),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((severity = ANY (ARRAY['warning'::text, 'critical'::text])))
);
COMMENT ON TABLE alerts IS 'append-only';
ALTER TABLE alerts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE balance_lines (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  ref text NOT NULL,
  kind text NOT NULL,
  source_ref text NOT NULL,
  amount_minor bigint NOT NULL,
  fee_minor bigint NOT NULL,
  currency text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  available_at timestamp with time zone,
  payout_ref text,
  run_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, provider, ref),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((ref <> ''::text))
);
ALTER TABLE balance_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE call_budgets (
  provider text NOT NULL,
  available double precision NOT NULL,
  refilled_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  PRIMARY KEY (provider)
);

CREATE TABLE contracts (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  contract_id uuid NOT NULL,
  version integer NOT NULL,
  total_minor bigint NOT NULL,
  currency text NOT NULL,
  mode text NOT NULL,
  correlation_id uuid NOT NULL,
  signed_version integer,
  signed_at timestamp with time zone,
  declined_at timestamp with time zone,
  rail text DEFAULT 'stripe'::text NOT NULL,
  PRIMARY KEY (tenant_id, contract_id),
  CHECK (((signed_version IS NULL) = (signed_at IS NULL))),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((total_minor >= 0)),
  CHECK ((version > 0))
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

CREATE TABLE disputes (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  provider_ref text NOT NULL,
  milestone_id uuid NOT NULL,
  status text NOT NULL,
  provider_status text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  respond_by timestamp with time zone,
  read_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, provider, provider_ref),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments.payments(tenant_id, milestone_id),
  CHECK ((amount_minor >= 0)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((status = ANY (ARRAY['inquiry'::text, 'disputed'::text, 'won'::text, 'lost'::text, 'closed'::text])))
);
ALTER TABLE disputes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE drift (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  kind text NOT NULL,
  ref text NOT NULL,
  mode text NOT NULL,
  listed_minor bigint,
  booked_minor bigint,
  currency text NOT NULL,
  source_ref text,
  occurred_at timestamp with time zone NOT NULL,
  run_id uuid NOT NULL,
  state text NOT NULL,
  found_at timestamp with time zone NOT NULL,
  resolved_at timestamp with time zone,
  PRIMARY KEY (tenant_id, provider, kind, ref),
  CHECK (((state = 'resolved'::text) = (resolved_at IS NOT NULL))),
  CHECK ((kind = ANY (ARRAY['unposted'::text, 'not_understood'::text, 'amount_differs'::text, 'not_listed'::text, 'payout_differs'::text]))),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((state = ANY (ARRAY['pending'::text, 'unexplained'::text, 'resolved'::text])))
);
ALTER TABLE drift ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
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
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  evidence_id uuid NOT NULL,
  provider text NOT NULL,
  kind text NOT NULL,
  object_type text NOT NULL,
  object_ref text NOT NULL,
  provider_event_id text,
  read_at timestamp with time zone NOT NULL,
  content_sha256 text NOT NULL,
  PRIMARY KEY (tenant_id, evidence_id),
  CHECK ((kind = ANY (ARRAY['event'::text, 'read'::text]))),
  CHECK ((object_ref <> ''::text)),
  CHECK ((object_type <> ''::text)),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text])))
);
COMMENT ON TABLE evidence IS 'append-only';
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE forgotten_opportunities (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  opportunity_id uuid NOT NULL,
  forgotten_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
ALTER TABLE forgotten_opportunities ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
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

CREATE TABLE notices (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider_event_id text NOT NULL,
  event_type text NOT NULL,
  object_ref text NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  mode text,
  PRIMARY KEY (tenant_id, provider_event_id),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text])))
);
COMMENT ON TABLE notices IS 'append-only';
ALTER TABLE notices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE object_reads (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  object_ref text NOT NULL,
  object_type text NOT NULL,
  wanted bigint NOT NULL,
  asked bigint NOT NULL,
  provider_event_id text,
  PRIMARY KEY (tenant_id, provider, object_ref),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text])))
);
ALTER TABLE object_reads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE operations (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  operation_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  kind text NOT NULL,
  ordinal integer NOT NULL,
  effect_id uuid NOT NULL,
  idempotency_key text NOT NULL,
  params_sha256 text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  state text DEFAULT 'live'::text NOT NULL,
  provider_ref text,
  expires_at timestamp with time zone,
  reason text,
  created_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  rail text DEFAULT 'stripe'::text NOT NULL,
  approval_id uuid,
  UNIQUE (tenant_id, milestone_id, kind, ordinal),
  PRIMARY KEY (tenant_id, operation_id),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments.payments(tenant_id, milestone_id),
  CHECK ((amount_minor > 0)),
  CHECK (((kind <> 'capture'::text) OR (approval_id IS NOT NULL))),
  CHECK ((length(idempotency_key) <= 255)),
  CHECK ((kind = ANY (ARRAY['open_session'::text, 'place_hold'::text, 'capture'::text, 'void'::text, 'refund'::text, 'reauthorize'::text]))),
  CHECK ((ordinal > 0)),
  CHECK ((rail = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((state = ANY (ARRAY['live'::text, 'done'::text, 'refused'::text, 'ended'::text])))
);
ALTER TABLE operations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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

CREATE TABLE payments (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  milestone_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  contract_version integer NOT NULL,
  position integer NOT NULL,
  title text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  mode text NOT NULL,
  funding_method text NOT NULL,
  state text DEFAULT 'unfunded'::text NOT NULL,
  certainty text DEFAULT 'known'::text NOT NULL,
  approval text DEFAULT 'none'::text NOT NULL,
  approval_id uuid,
  operation_id uuid,
  intent_ref text,
  capture_before timestamp with time zone,
  failure_ref text,
  released boolean DEFAULT false NOT NULL,
  revision bigint DEFAULT 0 NOT NULL,
  rail text DEFAULT 'stripe'::text NOT NULL,
  work_days integer,
  review_days integer DEFAULT 0 NOT NULL,
  exposure text DEFAULT 'none'::text NOT NULL,
  customer_ref text,
  card_ref text,
  capture_minor bigint,
  authorized_minor bigint DEFAULT 0 NOT NULL,
  captured_minor bigint DEFAULT 0 NOT NULL,
  refunded_minor bigint DEFAULT 0 NOT NULL,
  refund_pending_minor bigint DEFAULT 0 NOT NULL,
  is_hold_too_short boolean DEFAULT false NOT NULL,
  warned_hours integer,
  submitted_at timestamp with time zone,
  funding_selected_at timestamp with time zone,
  approval_said_at timestamp with time zone,
  read_at timestamp with time zone,
  UNIQUE (tenant_id, approval_id),
  UNIQUE (tenant_id, intent_ref),
  PRIMARY KEY (tenant_id, milestone_id),
  FOREIGN KEY (tenant_id, contract_id) REFERENCES payments.contracts(tenant_id, contract_id),
  CHECK ((amount_minor >= 0)),
  CHECK ((approval = ANY (ARRAY['none'::text, 'submitted'::text, 'revision'::text, 'approved'::text, 'disputed'::text]))),
  CHECK (((authorized_minor >= 0) AND (authorized_minor <= amount_minor))),
  CHECK (((capture_minor >= 1) AND (capture_minor <= amount_minor))),
  CHECK (((captured_minor >= 0) AND (captured_minor <= authorized_minor))),
  CHECK ((certainty = ANY (ARRAY['known'::text, 'indeterminate'::text]))),
  CHECK (((state <> ALL (ARRAY['authorized'::text, 'capture_requested'::text, 'captured'::text, 'settled'::text, 'expired'::text, 'voided'::text])) OR (intent_ref IS NOT NULL))),
  CHECK (((state <> 'capture_requested'::text) OR (approval_id IS NOT NULL))),
  CHECK (((state <> 'card_saved'::text) OR ((customer_ref IS NOT NULL) AND (card_ref IS NOT NULL)))),
  CHECK (((NOT released) OR ((state = ANY (ARRAY['captured'::text, 'settled'::text])) AND (approval_id IS NOT NULL)))),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((exposure = ANY (ARRAY['none'::text, 'inquiry'::text, 'disputed'::text, 'lost'::text]))),
  CHECK ((funding_method = ANY (ARRAY['hold'::text, 'card_on_file'::text, 'prepaid'::text]))),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((rail = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK (((refunded_minor >= 0) AND (refund_pending_minor >= 0) AND ((refunded_minor + refund_pending_minor) <= captured_minor))),
  CHECK ((review_days >= 0)),
  CHECK ((state = ANY (ARRAY['unfunded'::text, 'session_open'::text, 'card_saved'::text, 'authorizing'::text, 'requires_action'::text, 'authorized'::text, 'capture_requested'::text, 'captured'::text, 'settled'::text, 'auth_failed'::text, 'expired'::text, 'voided'::text]))),
  CHECK ((warned_hours = ANY (ARRAY[24, 48]))),
  CHECK ((work_days >= 0))
);
ALTER TABLE payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE payouts (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  ref text NOT NULL,
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  arrives_at timestamp with time zone NOT NULL,
  itemised boolean NOT NULL,
  run_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, provider, ref),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((ref <> ''::text)),
  CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'failed'::text, 'canceled'::text])))
);
ALTER TABLE payouts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE posting_entries (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  posting_id uuid NOT NULL,
  leg integer NOT NULL,
  account text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  PRIMARY KEY (tenant_id, posting_id, leg),
  FOREIGN KEY (tenant_id, posting_id) REFERENCES payments.postings(tenant_id, posting_id),
  CHECK ((account = ANY (ARRAY['memo.card_holds'::text, 'memo.clients_blocked'::text, 'asset.provider_clearing'::text, 'asset.bank'::text, 'asset.dispute_withheld'::text, 'liability.client_prepayments'::text, 'income.earned'::text, 'income.refunds'::text, 'income.dispute_withheld'::text, 'expense.provider_fees'::text, 'fx.conversion'::text]))),
  CHECK ((amount_minor <> 0)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text))
);
COMMENT ON TABLE posting_entries IS 'append-only';
ALTER TABLE posting_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE postings (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  posting_id uuid NOT NULL,
  operation text NOT NULL,
  contract_id uuid,
  milestone_id uuid,
  provider_ref text NOT NULL,
  provider_event_id text,
  read_at timestamp with time zone NOT NULL,
  mode text NOT NULL,
  posted_at timestamp with time zone NOT NULL,
  evidence_id uuid NOT NULL,
  provider text DEFAULT 'stripe'::text NOT NULL,
  balance_ref text,
  source_ref text,
  occurred_at timestamp with time zone,
  UNIQUE (balance_ref, provider, tenant_id),
  PRIMARY KEY (tenant_id, posting_id),
  FOREIGN KEY (tenant_id, evidence_id) REFERENCES payments.evidence(tenant_id, evidence_id),
  CHECK ((balance_ref <> ''::text)),
  CHECK (((balance_ref IS NULL) = (operation = ANY (ARRAY['hold_placed'::text, 'hold_ended'::text, 'captured'::text, 'captured_reversed'::text, 'earned'::text])))),
  CHECK (((balance_ref IS NULL) OR ((source_ref IS NOT NULL) AND (occurred_at IS NOT NULL)))),
  CHECK (((milestone_id IS NOT NULL) OR (operation = ANY (ARRAY['payout'::text, 'payout_failure'::text, 'fee'::text])))),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((operation = ANY (ARRAY['hold_placed'::text, 'hold_ended'::text, 'captured'::text, 'captured_reversed'::text, 'earned'::text, 'charge'::text, 'refund'::text, 'refund_failure'::text, 'dispute_withdrawal'::text, 'dispute_reinstatement'::text, 'payout'::text, 'payout_failure'::text, 'fee'::text]))),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((provider_ref <> ''::text))
);
COMMENT ON TABLE postings IS 'append-only';
ALTER TABLE postings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE quarantined_readings (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  quarantine_id uuid NOT NULL,
  reason text NOT NULL,
  milestone_id uuid,
  object_type text NOT NULL,
  object_ref text NOT NULL,
  provider_event_id text,
  amount_minor bigint,
  currency text,
  read_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, quarantine_id)
);
COMMENT ON TABLE quarantined_readings IS 'append-only';
ALTER TABLE quarantined_readings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE reconciliations (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  run_id uuid NOT NULL,
  provider text NOT NULL,
  list text NOT NULL,
  mode text NOT NULL,
  window_from timestamp with time zone NOT NULL,
  window_to timestamp with time zone NOT NULL,
  cursor text,
  pages integer DEFAULT 0 NOT NULL,
  items integer DEFAULT 0 NOT NULL,
  state text DEFAULT 'running'::text NOT NULL,
  reason text,
  started_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  PRIMARY KEY (tenant_id, run_id),
  CHECK ((window_from < window_to)),
  CHECK ((list = ANY (ARRAY['balance'::text, 'payouts'::text, 'events'::text]))),
  CHECK ((mode = ANY (ARRAY['sandbox'::text, 'test'::text, 'live'::text]))),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((state = ANY (ARRAY['running'::text, 'open'::text, 'clean'::text, 'failed'::text])))
);
ALTER TABLE reconciliations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE redriven_letters (
  job_id uuid NOT NULL,
  dead_letter_id uuid NOT NULL,
  redriven_at timestamp with time zone,
  PRIMARY KEY (job_id, dead_letter_id),
  FOREIGN KEY (dead_letter_id) REFERENCES payments.dead_letters(id),
  FOREIGN KEY (job_id) REFERENCES payments.replay_jobs(id)
);

CREATE TABLE refunds (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  provider text NOT NULL,
  provider_ref text NOT NULL,
  refund_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  operation_id uuid,
  status text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  announced boolean DEFAULT false NOT NULL,
  read_at timestamp with time zone NOT NULL,
  PRIMARY KEY (tenant_id, provider, provider_ref),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments.payments(tenant_id, milestone_id),
  CHECK ((amount_minor > 0)),
  CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CHECK ((provider = ANY (ARRAY['stripe'::text, 'paypal'::text]))),
  CHECK ((status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text])))
);
ALTER TABLE refunds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE relay_lease (
  singleton boolean DEFAULT true NOT NULL,
  holder uuid,
  fence bigint DEFAULT 0 NOT NULL,
  expires_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  stream_created text,
  PRIMARY KEY (singleton),
  CHECK (singleton)
);

CREATE TABLE releases (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
  milestone_id uuid NOT NULL,
  approval_id uuid NOT NULL,
  provider_ref text NOT NULL,
  amount_minor bigint NOT NULL,
  currency text NOT NULL,
  mode text NOT NULL,
  provider_event_id text,
  read_at timestamp with time zone NOT NULL,
  released_at timestamp with time zone NOT NULL,
  evidence_id uuid NOT NULL,
  UNIQUE (tenant_id, approval_id),
  PRIMARY KEY (tenant_id, milestone_id),
  FOREIGN KEY (tenant_id, evidence_id) REFERENCES payments.evidence(tenant_id, evidence_id),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments.payments(tenant_id, milestone_id),
  CHECK ((amount_minor > 0))
);
COMMENT ON TABLE releases IS 'append-only';
ALTER TABLE releases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

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
  FOREIGN KEY (job_id) REFERENCES payments.replay_jobs(id),
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

CREATE TABLE schedule_slots (
  tenant_id uuid DEFAULT payments.current_tenant_id() NOT NULL,
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

CREATE INDEX balance_lines_occurred ON payments.balance_lines USING btree (occurred_at, tenant_id, provider);
CREATE INDEX balance_lines_payout ON payments.balance_lines USING btree (tenant_id, provider, payout_ref) WHERE (payout_ref IS NOT NULL);
CREATE INDEX dead_letters_group ON payments.dead_letters USING btree (error_group) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_open ON payments.dead_letters USING btree (dead_at) WHERE (state = 'open'::text);
CREATE INDEX dead_letters_parked ON payments.dead_letters USING btree (subject, (((delivery ->> 'version'::text))::integer)) WHERE ((state = 'open'::text) AND (reason = ANY (ARRAY['unknown_event'::text, 'unknown_version'::text])));
CREATE INDEX disputes_milestone ON payments.disputes USING btree (tenant_id, milestone_id);
CREATE INDEX drift_open ON payments.drift USING btree (tenant_id, provider) WHERE (state <> 'resolved'::text);
CREATE INDEX effects_claimed ON payments.effects USING btree (lease_until) WHERE (state = 'claimed'::text);
CREATE INDEX effects_ended ON payments.effects USING btree (state, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX effects_held ON payments.effects USING btree (replay_id) WHERE (state = 'held'::text);
CREATE INDEX effects_of_replay ON payments.effects USING btree (replay_id) WHERE (replay_id IS NOT NULL);
CREATE INDEX effects_ready ON payments.effects USING btree (provider, due_at, id) WHERE (state = 'ready'::text);
CREATE INDEX effects_ready_of_tenant ON payments.effects USING btree (provider, tenant_id, due_at) WHERE ((state >= 'ready'::text) AND (state <= 'ready'::text));
CREATE INDEX effects_unknown ON payments.effects USING btree (name, not_before) WHERE (state = 'unknown'::text);
CREATE INDEX erasures_due ON payments.erasures USING btree (not_before);
CREATE INDEX held_correlation ON payments.held USING btree (tenant_id, correlation_id);
CREATE INDEX held_due ON payments.held USING btree (due_at);
CREATE INDEX held_waits_for ON payments.held USING btree (tenant_id, waits_for);
CREATE INDEX notices_occurred ON payments.notices USING btree (tenant_id, occurred_at);
CREATE UNIQUE INDEX operations_one_capture ON payments.operations USING btree (tenant_id, approval_id) WHERE ((kind = 'capture'::text) AND (state = ANY (ARRAY['live'::text, 'done'::text])));
CREATE UNIQUE INDEX operations_one_live ON payments.operations USING btree (tenant_id, milestone_id, kind) WHERE (state = 'live'::text);
CREATE INDEX operations_provider_ref ON payments.operations USING btree (tenant_id, provider_ref);
CREATE INDEX outbox_sent_erasure ON payments.outbox_sent USING btree (erasure, seq) WHERE (erasure IS NOT NULL);
CREATE INDEX payments_contract ON payments.payments USING btree (tenant_id, contract_id);
CREATE INDEX postings_milestone ON payments.postings USING btree (milestone_id, tenant_id);
CREATE INDEX postings_occurred ON payments.postings USING btree (occurred_at, tenant_id, provider) WHERE (balance_ref IS NOT NULL);
CREATE UNIQUE INDEX postings_once ON payments.postings USING btree (tenant_id, provider, provider_ref, operation) WHERE (balance_ref IS NULL);
CREATE UNIQUE INDEX reconciliations_one_running ON payments.reconciliations USING btree (tenant_id, provider, list) WHERE (state = 'running'::text);
CREATE INDEX reconciliations_window ON payments.reconciliations USING btree (tenant_id, provider, list, window_to);
CREATE INDEX redriven_letters_open ON payments.redriven_letters USING btree (job_id) WHERE (redriven_at IS NULL);
CREATE INDEX refunds_milestone ON payments.refunds USING btree (tenant_id, milestone_id);
CREATE OR REPLACE FUNCTION payments.current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT current_setting('app.tenant_id')::uuid $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_analyze(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payments', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('ANALYZE %I.%I', current_schema() || '_rebuild', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_begin(of_subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payments', 'pg_temp'
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
CREATE OR REPLACE FUNCTION payments.rebuild_copy(original pg_class)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'payments', 'pg_temp'
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
CREATE OR REPLACE FUNCTION payments.rebuild_end()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payments', 'pg_temp'
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
CREATE OR REPLACE FUNCTION payments.rebuild_follows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payments', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext(TG_TABLE_SCHEMA || ' rebuild'));
  EXECUTE TG_ARGV[0] USING OLD;
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_handled()
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'payments', 'pg_temp'
AS $function$
DECLARE handled bigint := 0;
BEGIN
  IF to_regclass(format('%I.inbox', current_schema() || '_rebuild')) IS NOT NULL THEN
    EXECUTE format('SELECT count(*) FROM %I.inbox', current_schema() || '_rebuild') INTO handled;
  END IF;
  RETURN handled;
END $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_lock(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payments', 'pg_temp'
AS $function$
DECLARE original pg_class;
BEGIN
  FOR original IN SELECT * FROM rebuild_tables(of_subject) LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', original.relname);
  END LOOP;
END $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_shape(of_table regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'payments', 'pg_temp'
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
CREATE OR REPLACE FUNCTION payments.rebuild_switch(of_subject text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payments', 'pg_temp'
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
CREATE OR REPLACE FUNCTION payments.rebuild_tables(of_subject text)
 RETURNS SETOF pg_class
 LANGUAGE sql
 STABLE
 SET search_path TO 'payments', 'pg_temp'
AS $function$ SELECT * FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
          AND obj_description(c.oid, 'pg_class') = 'projection of ' || of_subject ORDER BY c.relname $function$
;
CREATE OR REPLACE FUNCTION payments.rebuild_waits()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payments', 'pg_temp'
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext(current_schema() || ' rebuild'));
  RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION payments.refuse_edited_event()
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
CREATE OR REPLACE FUNCTION payments.refuse_unbalanced_posting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM written GROUP BY posting_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'The entries of a posting do not add up to zero' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $function$
;
CREATE TRIGGER event_is_never_edited BEFORE UPDATE ON payments.outbox FOR EACH ROW EXECUTE FUNCTION payments.refuse_edited_event();
CREATE TRIGGER posting_entries_balance AFTER INSERT ON payments.posting_entries REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_unbalanced_posting();
CREATE POLICY migrations_fill_all ON alerts FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON alerts FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON balance_lines FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON balance_lines FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON contracts FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON contracts FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON dead_letters FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON dead_letters FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON dead_letters FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON disputes FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON disputes FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON drift FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON drift FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON effects FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON effects FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON effects FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON erasures FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON erasures FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON erasures FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON evidence FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON evidence FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON forgotten_opportunities FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON forgotten_opportunities FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON held FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON held FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON held FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON http_idempotency FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON http_idempotency FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON http_idempotency FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON inbox FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON inbox FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON inbox FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON notices FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON notices FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON object_reads FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON object_reads FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON operations FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON operations FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY kept_while_replayable ON outbox AS RESTRICTIVE FOR DELETE TO payments_runtime
  USING ((EXISTS ( SELECT 1
   FROM payments.outbox_sent s
  WHERE ((s.seq = outbox.seq) AND (s.published_at < (now() - '30 days'::interval))))));
CREATE POLICY migrations_fill_all ON outbox FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON outbox FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON outbox FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON pauses FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON pauses FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON pauses FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON payments FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON payments FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON payouts FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON payouts FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON posting_entries FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON posting_entries FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON postings FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON postings FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON quarantined_readings FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON quarantined_readings FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON reconciliations FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON reconciliations FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON refunds FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON refunds FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON releases FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY tenant_isolation ON releases FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON reprocessed FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON reprocessed FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON reprocessed FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON schedule_slots FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON schedule_slots FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON schedule_slots FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
CREATE POLICY migrations_fill_all ON tenants FOR ALL TO payments_owner
  USING (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role))
  WITH CHECK (( SELECT pg_has_role(SESSION_USER, 'payments_owner'::name, 'MEMBER'::text) AS pg_has_role));
CREATE POLICY runtime_moves_all ON tenants FOR ALL TO payments_runtime
  USING (true)
  WITH CHECK (true);
CREATE POLICY tenant_isolation ON tenants FOR ALL TO payments_app
  USING ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])))
  WITH CHECK ((tenant_id = ANY (( SELECT (string_to_array(current_setting('app.tenant_id'::text, true), ','::text))::uuid[] AS string_to_array)::uuid[])));
GRANT INSERT, SELECT ON alerts TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON attempts TO payments_runtime;
GRANT INSERT ON audit TO payments_app;
GRANT INSERT, SELECT ON audit TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON balance_lines TO payments_app;
GRANT INSERT, SELECT, UPDATE ON call_budgets TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON contracts TO payments_app;
GRANT INSERT, SELECT, UPDATE ON dead_letters TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON disputes TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON drift TO payments_app;
GRANT INSERT, SELECT, UPDATE ON effects TO payments_app;
GRANT INSERT, SELECT, UPDATE ON effects TO payments_runtime;
GRANT INSERT, SELECT ON erasures TO payments_app;
GRANT SELECT, UPDATE ON erasures TO payments_runtime;
GRANT INSERT, SELECT ON evidence TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON forgotten_opportunities TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON held TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON http_idempotency TO payments_app;
GRANT DELETE, SELECT, UPDATE ON http_idempotency TO payments_runtime;
GRANT DELETE, INSERT, SELECT ON inbox TO payments_app;
GRANT DELETE, SELECT ON inbox TO payments_runtime;
GRANT INSERT, SELECT ON notices TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON object_reads TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON operations TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON outbox_sent TO payments_runtime;
GRANT INSERT ON outbox TO payments_app;
GRANT DELETE, SELECT ON outbox TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON pauses TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON payments TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON payouts TO payments_app;
GRANT INSERT, SELECT ON posting_entries TO payments_app;
GRANT INSERT, SELECT ON postings TO payments_app;
GRANT INSERT, SELECT ON quarantined_readings TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON reconciliations TO payments_app;
GRANT INSERT, SELECT, UPDATE ON redriven_letters TO payments_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON refunds TO payments_app;
GRANT SELECT, UPDATE ON relay_lease TO payments_runtime;
GRANT INSERT, SELECT ON releases TO payments_app;
GRANT INSERT, SELECT, UPDATE ON replay_jobs TO payments_runtime;
GRANT INSERT ON replay_outcomes TO payments_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON replay_outcomes TO payments_runtime;
GRANT INSERT, SELECT ON reprocessed TO payments_app;
GRANT SELECT ON reprocessed TO payments_runtime;
GRANT INSERT, SELECT, UPDATE ON schedule_slots TO payments_app;
GRANT SELECT ON schedule_slots TO payments_runtime;
GRANT SELECT ON schema_migrations TO payments_app;
GRANT SELECT ON schema_migrations TO payments_runtime;
GRANT INSERT ON tenants TO payments_app;
GRANT SELECT ON tenants TO payments_runtime;
GRANT EXECUTE ON FUNCTION current_tenant_id TO payments_app;
GRANT EXECUTE ON FUNCTION rebuild_analyze TO payments_runtime;
GRANT EXECUTE ON FUNCTION rebuild_begin TO payments_runtime;
GRANT EXECUTE ON FUNCTION rebuild_end TO payments_runtime;
GRANT EXECUTE ON FUNCTION rebuild_handled TO payments_runtime;
GRANT EXECUTE ON FUNCTION rebuild_lock TO payments_runtime;
GRANT EXECUTE ON FUNCTION rebuild_switch TO payments_runtime;
GRANT EXECUTE ON FUNCTION refuse_edited_event TO payments_app;
GRANT EXECUTE ON FUNCTION refuse_unbalanced_posting TO payments_app;
