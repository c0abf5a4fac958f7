-- The provider's own account beside our ledger: what was read of it, how far it agrees, and what does not.

-- One walk through a list of the provider's. Its cursor stands here, so that whoever takes over goes on where it stopped.
CREATE TABLE reconciliations (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  run_id uuid NOT NULL,
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  list text NOT NULL CHECK (list IN ('balance', 'payouts', 'events')),
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  -- The provider's time, end excluded.
  window_from timestamptz NOT NULL,
  window_to timestamptz NOT NULL,
  cursor text,
  pages integer NOT NULL DEFAULT 0,
  items integer NOT NULL DEFAULT 0,
  -- `open`: read to its end, but something does not agree yet. `clean`: everything does.
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'open', 'clean', 'failed')),
  reason text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, run_id),
  CHECK (window_from < window_to)
);
CREATE UNIQUE INDEX reconciliations_one_running ON reconciliations (tenant_id, provider, list) WHERE state = 'running';
CREATE INDEX reconciliations_window ON reconciliations (tenant_id, provider, list, window_to);

-- The provider's lines as it last listed them; what is booked of them stands in `postings`.
CREATE TABLE balance_lines (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  ref text NOT NULL CHECK (ref <> ''),
  kind text NOT NULL,
  source_ref text NOT NULL,
  amount_minor bigint NOT NULL,
  fee_minor bigint NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  occurred_at timestamptz NOT NULL,
  available_at timestamptz,
  payout_ref text,
  run_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, provider, ref)
);
CREATE INDEX balance_lines_occurred ON balance_lines (tenant_id, provider, occurred_at);
CREATE INDEX balance_lines_payout ON balance_lines (tenant_id, provider, payout_ref) WHERE payout_ref IS NOT NULL;

CREATE TABLE payouts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  ref text NOT NULL CHECK (ref <> ''),
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'failed', 'canceled')),
  amount_minor bigint NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  arrives_at timestamptz NOT NULL,
  -- Whether the provider says what it is made of; of one made by hand it does not.
  itemised boolean NOT NULL,
  run_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, provider, ref)
);

-- What does not agree. `pending`: the line is being read again. `unexplained` freezes the public totals until it is resolved.
CREATE TABLE drift (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  kind text NOT NULL CHECK (kind IN ('unposted', 'not_understood', 'amount_differs', 'not_listed', 'payout_differs')),
  ref text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  -- What the provider says and what the ledger says, in minor units; null where one of them says nothing.
  listed_minor bigint,
  booked_minor bigint,
  currency text NOT NULL,
  source_ref text,
  occurred_at timestamptz NOT NULL,
  run_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'unexplained', 'resolved')),
  found_at timestamptz NOT NULL,
  resolved_at timestamptz,
  PRIMARY KEY (tenant_id, provider, kind, ref),
  CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
);
CREATE INDEX drift_open ON drift (tenant_id, provider) WHERE state <> 'resolved';

CREATE TABLE alerts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  alert_id uuid NOT NULL,
  severity text NOT NULL CHECK (severity IN ('warning', 'critical')),
  code text NOT NULL,
  summary text NOT NULL,
  milestone_id uuid,
  contract_id uuid,
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  alerted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, alert_id)
);
COMMENT ON TABLE alerts IS 'append-only';
