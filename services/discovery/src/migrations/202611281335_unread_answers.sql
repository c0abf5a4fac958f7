-- Answers of sources that nobody could read (their shape changed), kept for days for who has to find out why.
CREATE TABLE unread_answers (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  effect_id uuid NOT NULL,
  run_id uuid NOT NULL,
  source text NOT NULL,
  query jsonb NOT NULL,
  reason text NOT NULL,
  status integer NOT NULL,
  content_type text,
  body text NOT NULL CHECK (length(body) <= 16384),
  kept_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, effect_id)
);
CREATE INDEX unread_answers_by_source ON unread_answers (tenant_id, source, kept_at DESC);
