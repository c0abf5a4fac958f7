-- breaking: an older version would write a capture that does not say which approval it is for.
-- A payment knows its rail, the days its work may take, its saved card, and how much is held, captured and given back.

ALTER TABLE payments
  ADD COLUMN rail text NOT NULL DEFAULT 'stripe' CHECK (rail IN ('stripe', 'paypal')),
  -- Null where a draft of the first version did not say.
  ADD COLUMN work_days integer CHECK (work_days >= 0),
  ADD COLUMN review_days integer NOT NULL DEFAULT 0 CHECK (review_days >= 0),
  ADD COLUMN exposure text NOT NULL DEFAULT 'none' CHECK (exposure IN ('none', 'inquiry', 'disputed', 'lost')),
  ADD COLUMN customer_ref text,
  ADD COLUMN card_ref text,
  -- What an approval captures: the contract's amount, or less after an operator lowered it.
  ADD COLUMN capture_minor bigint,
  ADD COLUMN authorized_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN captured_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN refund_pending_minor bigint NOT NULL DEFAULT 0;

UPDATE payments SET authorized_minor = amount_minor
  WHERE state IN ('authorized', 'capture_requested', 'captured', 'expired', 'voided');
UPDATE payments SET captured_minor = amount_minor WHERE state = 'captured';

ALTER TABLE payments
  DROP CONSTRAINT payments_state_check,
  DROP CONSTRAINT payments_approval_check,
  DROP CONSTRAINT payments_check,
  DROP CONSTRAINT payments_check2;
ALTER TABLE payments
  ADD CHECK (state IN ('unfunded', 'session_open', 'card_saved', 'authorizing', 'requires_action', 'authorized',
    'capture_requested', 'captured', 'settled', 'auth_failed', 'expired', 'voided')),
  ADD CHECK (approval IN ('none', 'submitted', 'revision', 'approved', 'disputed')),
  ADD CHECK (state NOT IN ('authorized', 'capture_requested', 'captured', 'settled', 'expired', 'voided')
    OR intent_ref IS NOT NULL),
  ADD CHECK (state <> 'card_saved' OR (customer_ref IS NOT NULL AND card_ref IS NOT NULL)),
  ADD CHECK (NOT released OR (state IN ('captured', 'settled') AND approval_id IS NOT NULL)),
  ADD CONSTRAINT payments_authorized_within_contract CHECK (authorized_minor BETWEEN 0 AND amount_minor),
  ADD CONSTRAINT payments_captured_within_hold CHECK (captured_minor BETWEEN 0 AND authorized_minor),
  ADD CONSTRAINT payments_refunded_within_captured
    CHECK (refunded_minor >= 0 AND refund_pending_minor >= 0 AND refunded_minor + refund_pending_minor <= captured_minor),
  ADD CONSTRAINT payments_capture_within_contract CHECK (capture_minor BETWEEN 1 AND amount_minor);

-- Every outward act has its place here before the provider is called; a capture names the one approval it is for.
ALTER TABLE operations
  ADD COLUMN rail text NOT NULL DEFAULT 'stripe' CHECK (rail IN ('stripe', 'paypal')),
  ADD COLUMN approval_id uuid;
UPDATE operations SET approval_id = payments.approval_id
  FROM payments WHERE operations.kind = 'capture' AND payments.tenant_id = operations.tenant_id
   AND payments.milestone_id = operations.milestone_id;
ALTER TABLE operations
  DROP CONSTRAINT operations_kind_check;
ALTER TABLE operations
  ADD CHECK (kind IN ('open_session', 'place_hold', 'capture', 'void', 'refund', 'reauthorize')),
  ADD CHECK (kind <> 'capture' OR approval_id IS NOT NULL);
-- One capture per approval: another one only after the provider refused, or surely never got, the one before.
CREATE UNIQUE INDEX operations_one_capture ON operations (tenant_id, approval_id)
  WHERE kind = 'capture' AND state IN ('live', 'done');

-- What a statement about money rests on: a verified event, or something read from the provider.
CREATE TABLE evidence (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  evidence_id uuid NOT NULL,
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  kind text NOT NULL CHECK (kind IN ('event', 'read')),
  object_type text NOT NULL CHECK (object_type <> ''),
  object_ref text NOT NULL CHECK (object_ref <> ''),
  provider_event_id text,
  read_at timestamptz NOT NULL,
  content_sha256 text NOT NULL,
  PRIMARY KEY (tenant_id, evidence_id)
);
COMMENT ON TABLE evidence IS 'append-only';

-- Refunds and disputes as the provider last showed them; the ledger keeps their history.
CREATE TABLE refunds (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  provider_ref text NOT NULL,
  refund_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  operation_id uuid,
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'canceled')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  reason text NOT NULL,
  -- Told to the others as milestone.refunded; a refund that fails afterwards keeps it.
  announced boolean NOT NULL DEFAULT false,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, provider, provider_ref),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments
);
CREATE INDEX refunds_milestone ON refunds (tenant_id, milestone_id);

CREATE TABLE disputes (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL CHECK (provider IN ('stripe', 'paypal')),
  provider_ref text NOT NULL,
  milestone_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('inquiry', 'disputed', 'won', 'lost', 'closed')),
  provider_status text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  reason text NOT NULL,
  respond_by timestamptz,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, provider, provider_ref),
  FOREIGN KEY (tenant_id, milestone_id) REFERENCES payments
);
CREATE INDEX disputes_milestone ON disputes (tenant_id, milestone_id);
