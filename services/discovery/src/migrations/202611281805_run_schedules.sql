-- Runs that a tenant wants again and again.
CREATE TABLE run_schedules (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  name text NOT NULL,
  every_minutes integer NOT NULL CHECK (every_minutes >= 5),
  -- What is wished for, as it was asked.
  wish jsonb NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  next_due_at timestamptz NOT NULL,
  last_run_id uuid,
  PRIMARY KEY (tenant_id, name)
);
