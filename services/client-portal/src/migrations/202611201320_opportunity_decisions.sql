-- What was decided about an opportunity leaves its row, so that opportunities can be rebuilt from their events without forgetting it.
CREATE TABLE opportunity_decisions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);

INSERT INTO opportunity_decisions SELECT tenant_id, opportunity_id, decided_at FROM opportunities WHERE decided_at IS NOT NULL;

-- opportunities.decided_at is written by former versions only; a later migration drops it.
COMMENT ON TABLE opportunities IS 'projection of opportunity.found';
