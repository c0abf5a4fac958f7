-- Answers to requests that carry an Idempotency-Key: a client that repeats one, not knowing what became of it, gets the first answer.

CREATE TABLE http_idempotency (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  route text NOT NULL,
  key text NOT NULL,
  request_sha256 text NOT NULL,
  status integer,
  headers jsonb,
  body bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, route, key)
);
