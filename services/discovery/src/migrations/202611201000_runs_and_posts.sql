-- Runs of discovery, and what is needed to know a post again: hashes only, neither its text nor its author.
CREATE TABLE runs (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  source text NOT NULL,
  query text,
  seen_limit integer NOT NULL CHECK (seen_limit > 0),
  actor text NOT NULL,
  reason text NOT NULL,
  -- Pages still to be read, in order.
  plan jsonb NOT NULL,
  reading_effect_id uuid,
  -- Why a page could not be read; the run goes on with the next.
  unread_reason text,
  seen integer NOT NULL DEFAULT 0,
  found integer NOT NULL DEFAULT 0,
  dropped integer NOT NULL DEFAULT 0,
  broken integer NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  completed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (seen = found + dropped + broken)
);

CREATE TABLE posts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- The opportunity's id.
  id uuid NOT NULL,
  platform text NOT NULL,
  external_id text NOT NULL,
  -- SHA-256 of `<platform>:<author>`, comparable with the identities of `contact.forgotten`.
  author_sha256 text,
  text_sha256 text,
  sketch integer[] NOT NULL,
  found boolean NOT NULL,
  run_id uuid NOT NULL,
  seen_at timestamptz NOT NULL,
  forgotten_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, platform, external_id)
);
CREATE INDEX posts_by_text ON posts (tenant_id, text_sha256);
CREATE INDEX posts_by_author ON posts (tenant_id, author_sha256, seen_at DESC);

CREATE TABLE forgotten_identities (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  identity_sha256 text NOT NULL,
  forgotten_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, identity_sha256)
);
