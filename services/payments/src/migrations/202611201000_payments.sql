-- What is owed by contract, where each milestone's money is, what was done about it, and the ledger that proves it.

CREATE TABLE contracts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  -- The loop's id: what a provider's webhook causes is told under it.
  correlation_id uuid NOT NULL,
  signed_version integer,
  signed_at timestamptz,
  declined_at timestamptz,
  rail text NOT NULL DEFAULT 'stripe',
  PRIMARY KEY (tenant_id, contract_id),
  CHECK ((signed_version IS NULL) = (signed_at IS NULL))
);

CREATE TABLE payments (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  milestone_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  contract_version integer NOT NULL,
  position integer NOT NULL,
  title text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  funding_method text NOT NULL CHECK (funding_method IN ('hold', 'card_on_file', 'prepaid')),
  state text NOT NULL DEFAULT 'unfunded' CHECK (state IN ('unfunded', 'session_open', 'authorized', 'capture_requested',
    'captured', 'auth_failed', 'expired', 'voided')),
  certainty text NOT NULL DEFAULT 'known' CHECK (certainty IN ('known', 'indeterminate')),
  approval text NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'submitted', 'approved', 'disputed')),
  approval_id uuid,
  operation_id uuid,
  intent_ref text,
  capture_before timestamptz,
  failure_ref text,
  released boolean NOT NULL DEFAULT false,
  revision bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, milestone_id),
  FOREIGN KEY (tenant_id, contract_id) REFERENCES contracts,
  UNIQUE (tenant_id, approval_id),
  UNIQUE (tenant_id, intent_ref),
  -- Money that moved is always a known object of the provider's.
  CHECK (state NOT IN ('authorized', 'capture_requested', 'captured', 'expired', 'voided') OR intent_ref IS NOT NULL),
  CHECK (state <> 'capture_requested' OR approval_id IS NOT NULL),
  CHECK (NOT released OR (state = 'captured' AND approval_id IS NOT NULL))
);
CREATE INDEX payments_contract ON payments (tenant_id, contract_id);

-- Every outward act on money, written before the provider is called.
CREATE TABLE operations (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  operation_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('open_session', 'capture')),
  ordinal integer NOT NULL CHECK (ordinal > 0),
  effect_id uuid NOT NULL,
  idempotency_key text NOT NULL CHECK (length(idempotency_key) <= 255),
  params_sha256 text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  state text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'done', 'refused', 'ended')),
  provider_ref text,
  expires_at timestamptz,
  reason text,
  created_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, operation_id),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments,
  UNIQUE (tenant_id, milestone_id, kind, ordinal)
);
CREATE UNIQUE INDEX operations_one_live ON operations (tenant_id, milestone_id, kind) WHERE state = 'live';
CREATE INDEX operations_provider_ref ON operations (tenant_id, provider_ref);

-- A milestone's money is earned once, for one approval.
CREATE TABLE releases (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  milestone_id uuid NOT NULL,
  approval_id uuid NOT NULL,
  provider_ref text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  mode text NOT NULL,
  provider_event_id text,
  read_at timestamptz NOT NULL,
  released_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, milestone_id),
  UNIQUE (tenant_id, approval_id),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments
);
COMMENT ON TABLE releases IS 'append-only';

-- Double entry. A posting cites what was read from the provider, or it does not exist.
CREATE TABLE postings (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  posting_id uuid NOT NULL,
  operation text NOT NULL CHECK (operation IN ('hold_placed', 'hold_ended', 'captured', 'earned')),
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  provider_ref text NOT NULL CHECK (provider_ref <> ''),
  provider_event_id text,
  read_at timestamptz NOT NULL,
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  posted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, posting_id),
  UNIQUE (tenant_id, provider_ref, operation)
);
COMMENT ON TABLE postings IS 'append-only';

CREATE TABLE posting_entries (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  posting_id uuid NOT NULL,
  leg integer NOT NULL,
  account text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  PRIMARY KEY (tenant_id, posting_id, leg),
  FOREIGN KEY (tenant_id, posting_id) REFERENCES postings
);
COMMENT ON TABLE posting_entries IS 'append-only';

-- All legs of a posting are written by one statement, and each currency of it adds up to zero.
CREATE FUNCTION refuse_unbalanced_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM written GROUP BY posting_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'The entries of a posting do not add up to zero' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_entries_balance AFTER INSERT ON posting_entries
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced_posting();

-- Readings that contradict the contract: no money of ours moves, a person looks.
CREATE TABLE quarantined_readings (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  quarantine_id uuid NOT NULL,
  reason text NOT NULL,
  milestone_id uuid,
  object_type text NOT NULL,
  object_ref text NOT NULL,
  provider_event_id text,
  amount_minor bigint,
  currency text,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, quarantine_id)
);
COMMENT ON TABLE quarantined_readings IS 'append-only';

-- What the provider told us and we then read: how fresh our knowledge is.
CREATE TABLE notices (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider_event_id text NOT NULL,
  event_type text NOT NULL,
  object_ref text NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, provider_event_id)
);
COMMENT ON TABLE notices IS 'append-only';
CREATE INDEX notices_occurred ON notices (tenant_id, occurred_at);
