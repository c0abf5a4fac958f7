-- Who can be reached, what was said to them and what became of it, and who must not be written to.

CREATE TABLE contacts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  -- 1 is the best.
  rank integer NOT NULL CHECK (rank > 0),
  PRIMARY KEY (tenant_id, opportunity_id, contact_id)
);
CREATE INDEX contacts_contact ON contacts (tenant_id, contact_id);

CREATE TABLE contracts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  -- contract.drafted as published: what the messages quote.
  draft jsonb NOT NULL,
  declined_at timestamptz,
  PRIMARY KEY (tenant_id, contract_id)
);

-- The text of a message is rendered when it is sent and kept nowhere: it holds links and codes.
CREATE TABLE messages (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  message_id uuid NOT NULL,
  contract_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  version integer,
  presentation_id uuid,
  template text NOT NULL,
  channel text NOT NULL,
  channel_reason text NOT NULL,
  provider text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('sandbox', 'test', 'live')),
  state text NOT NULL CHECK (state IN ('awaiting_review', 'queued', 'not_attempted', 'refused', 'unknown', 'sent', 'deferred',
    'delivered', 'opened', 'clicked', 'bounced', 'dropped', 'complained', 'unsubscribed')),
  reason text,
  effect_id uuid,
  provider_message_id text,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  PRIMARY KEY (tenant_id, message_id),
  CHECK (state IN ('awaiting_review', 'not_attempted') OR effect_id IS NOT NULL)
);
CREATE UNIQUE INDEX messages_effect ON messages (tenant_id, effect_id);
CREATE INDEX messages_contract ON messages (tenant_id, contract_id);
CREATE INDEX messages_provider_message ON messages (tenant_id, provider_message_id);

-- Addresses that are not written to, told by their SHA-256: the list keeps no address.
CREATE TABLE suppressions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  identity_sha256 text NOT NULL CHECK (identity_sha256 ~ '^[0-9a-f]{64}$'),
  reason text NOT NULL CHECK (reason IN ('unsubscribed', 'complained', 'operator', 'bounced', 'dropped', 'forgotten')),
  message_id uuid,
  since timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, identity_sha256, reason)
);
