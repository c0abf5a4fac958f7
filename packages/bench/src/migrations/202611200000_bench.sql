-- The table that every bench writes: one row an entity, updated by each event about it.
CREATE TABLE tallies (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  entity_id uuid NOT NULL,
  events bigint NOT NULL,
  note text NOT NULL,
  PRIMARY KEY (tenant_id, entity_id)
);
