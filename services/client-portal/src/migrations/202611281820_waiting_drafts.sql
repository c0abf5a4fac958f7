-- Opportunities whose run drafts nothing by itself: whom a contract would be drafted for, until somebody orders it.
ALTER TABLE opportunities ADD COLUMN waits_for_order boolean NOT NULL DEFAULT false;

CREATE TABLE waiting_drafts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  -- Null until the author is known to be reachable.
  contact_id uuid,
  -- Null until somebody orders the draft.
  ordered_at timestamptz,
  PRIMARY KEY (tenant_id, opportunity_id)
);
