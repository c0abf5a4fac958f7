-- What providers told us, verified: the original bytes of every delivery, and each event in it once.
CREATE TABLE deliveries (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  provider text NOT NULL,
  source_id text NOT NULL,
  -- Exactly as received; emptied when somebody in it is to be forgotten.
  body bytea NOT NULL,
  body_sha256 text NOT NULL,
  -- What is needed, besides the key, to verify the bytes again.
  headers jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  erased_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE provider_events (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  provider text NOT NULL,
  -- The provider's connected account; empty for our own.
  account text NOT NULL,
  provider_event_id text NOT NULL,
  delivery_id uuid NOT NULL,
  event_type text NOT NULL,
  -- published: an event of ours went out; stored: of no use to us; quarantined: kept for a person to look at.
  disposition text NOT NULL CHECK (disposition IN ('published', 'stored', 'quarantined')),
  reason text,
  -- SHA-256 of `<kind>:<value>` of the person it is about, comparable with `contact.forgotten`.
  identity_sha256 text,
  occurred_at timestamptz,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, provider, account, provider_event_id),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id)
);
CREATE INDEX provider_events_by_identity ON provider_events (tenant_id, identity_sha256);
CREATE INDEX provider_events_quarantined ON provider_events (tenant_id, received_at) WHERE disposition = 'quarantined';

CREATE TABLE outbound_messages (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  message_id uuid NOT NULL,
  provider text,
  provider_message_id text,
  correlation_id uuid NOT NULL,
  -- How far it came by what we know; a status of lower rank never replaces one of higher.
  status text NOT NULL,
  rank integer NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id)
);
