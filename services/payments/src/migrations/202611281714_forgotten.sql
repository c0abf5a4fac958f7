-- Opportunities whose author is to be forgotten: a draft that comes late brings no words of theirs back.
CREATE TABLE forgotten_opportunities (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  forgotten_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
