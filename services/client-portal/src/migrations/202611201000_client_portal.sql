-- Contracts, their links, codes, money, deliveries and evidence: what the portal remembers so that a client can sign, pay and approve.

-- Only what a statement is drafted from: neither author nor address of the post.
CREATE TABLE opportunities (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  platform text NOT NULL,
  title text,
  body text NOT NULL,
  posted_at timestamptz,
  decided_at timestamptz,
  PRIMARY KEY (tenant_id, opportunity_id)
);

-- Whom and what not to take up again: `opportunity:<id>`, `contact:<id>`, `identity:<kind>:<sha256>`.
CREATE TABLE forgotten (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  subject text NOT NULL,
  forgotten_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);

CREATE TABLE contracts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  correlation_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('drafted', 'presented', 'viewed', 'signed', 'completed', 'declined', 'withdrawn')),
  version integer NOT NULL,
  signed_at timestamptz,
  signer_name text,
  PRIMARY KEY (tenant_id, contract_id),
  UNIQUE (tenant_id, opportunity_id)
);

CREATE TABLE contract_versions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  version integer NOT NULL,
  -- Canonical JSON; null once the person it was written for is forgotten.
  statement text,
  statement_sha256 text NOT NULL,
  valid_until timestamptz NOT NULL,
  drafted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, contract_id, version)
);

-- A version is never edited. It can only be erased.
CREATE FUNCTION refuse_edited_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.statement IS NOT NULL OR ROW(NEW.tenant_id, NEW.contract_id, NEW.version, NEW.statement_sha256, NEW.valid_until, NEW.drafted_at)
     IS DISTINCT FROM ROW(OLD.tenant_id, OLD.contract_id, OLD.version, OLD.statement_sha256, OLD.valid_until, OLD.drafted_at) THEN
    RAISE EXCEPTION 'a version of a statement is never edited' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER statement_is_never_edited BEFORE UPDATE ON contract_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_edited_statement();

-- What payments said, one row for each provider object. Facts are set once, so that their order does not matter.
CREATE TABLE milestone_payments (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  milestone_id uuid NOT NULL,
  provider_ref text NOT NULL,
  contract_id uuid NOT NULL,
  funded_at timestamptz,
  funded_read_at timestamptz,
  capture_before timestamptz,
  failed_at timestamptz,
  failure_message text,
  expired_at timestamptz,
  card_saved_at timestamptz,
  released_at timestamptz,
  exposure text NOT NULL DEFAULT 'none' CHECK (exposure IN ('none', 'inquiry', 'disputed', 'lost')),
  exposed_at timestamptz,
  PRIMARY KEY (tenant_id, milestone_id, provider_ref)
);
CREATE INDEX milestone_payments_contract ON milestone_payments (tenant_id, contract_id);

CREATE TABLE milestone_refunds (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  refund_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  provider_ref text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL,
  refunded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, refund_id)
);
CREATE INDEX milestone_refunds_contract ON milestone_refunds (tenant_id, contract_id);
COMMENT ON TABLE milestone_refunds IS 'append-only';

CREATE TABLE deliveries (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  delivery_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  version integer NOT NULL,
  title text NOT NULL,
  -- JSON: name, url, sha256 of each.
  artifacts text NOT NULL,
  submitted_at timestamptz NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id),
  UNIQUE (tenant_id, milestone_id, version)
);
CREATE INDEX deliveries_contract ON deliveries (tenant_id, contract_id);
COMMENT ON TABLE deliveries IS 'append-only';

CREATE TABLE revisions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  revision_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  round integer NOT NULL,
  note text NOT NULL,
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, revision_id),
  UNIQUE (tenant_id, milestone_id, round)
);
CREATE INDEX revisions_contract ON revisions (tenant_id, contract_id);

CREATE TABLE approvals (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  approval_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  milestone_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  rating integer CHECK (rating BETWEEN 1 AND 5),
  approved_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, approval_id),
  UNIQUE (tenant_id, milestone_id)
);
CREATE INDEX approvals_contract ON approvals (tenant_id, contract_id);
COMMENT ON TABLE approvals IS 'append-only';

-- One row for each time a contract is put before its client. The link itself is stored nowhere.
CREATE TABLE presentations (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  presentation_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  rotation integer NOT NULL DEFAULT 0,
  token_hash text,
  expires_at timestamptz,
  revoked_at timestamptz,
  channel text,
  presented_at timestamptz,
  failed_at timestamptz,
  failure_reason text,
  PRIMARY KEY (tenant_id, presentation_id),
  UNIQUE (token_hash)
);
CREATE INDEX presentations_contract ON presentations (tenant_id, contract_id);

-- Whoever holds a link names no tenant. This function alone looks across tenants, and gives away three ids for a hash that
-- only the holder's secret leads to. Its search path is fixed, so that nobody can put another table in the way.
CREATE POLICY links_are_resolved ON presentations FOR SELECT TO CURRENT_ROLE USING (true);
CREATE FUNCTION resolve_deal_token(wanted_hash text)
  RETURNS TABLE (tenant_id uuid, contract_id uuid, presentation_id uuid, rotation integer)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ SELECT p.tenant_id, p.contract_id, p.presentation_id, p.rotation
          FROM client_portal.presentations p WHERE p.token_hash = wanted_hash $$;
REVOKE ALL ON FUNCTION resolve_deal_token(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resolve_deal_token(text) TO client_portal_app;

CREATE TABLE deal_sessions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  session_hash text NOT NULL,
  contract_id uuid NOT NULL,
  presentation_id uuid NOT NULL,
  rotation integer NOT NULL,
  opened_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, session_hash)
);

CREATE TABLE code_requests (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  code_request_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('sign', 'approve')),
  milestone_id uuid,
  contact_id uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  salt text,
  code_hash text,
  attempts integer NOT NULL DEFAULT 0,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, code_request_id)
);
CREATE INDEX code_requests_contract ON code_requests (tenant_id, contract_id, requested_at);

-- The chain: hash = SHA-256(previous hash, then the record's canonical JSON).
CREATE TABLE evidence (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  position integer NOT NULL,
  evidence_id uuid NOT NULL,
  kind text NOT NULL,
  milestone_id uuid,
  record text NOT NULL,
  hash text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, contract_id, position)
);
COMMENT ON TABLE evidence IS 'append-only';
