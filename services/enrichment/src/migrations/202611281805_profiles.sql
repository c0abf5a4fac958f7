-- Whether authors of platforms that forbid it may be matched with what stands elsewhere: a tenant's decision, each with who took it, why,
-- when and on what basis. The newest counts; without any it is off.
CREATE TABLE matching_decisions (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  id uuid NOT NULL,
  is_on boolean NOT NULL,
  -- The legal basis the tenant confirmed; null where it was turned off.
  basis text,
  actor text NOT NULL,
  reason text NOT NULL,
  decided_at timestamptz NOT NULL,
  -- Tells apart what was decided in one moment of domain time.
  number bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (tenant_id, id),
  CHECK (is_on = (basis IS NOT NULL))
);
CREATE INDEX matching_decisions_by_number ON matching_decisions (tenant_id, number);

-- Looks that cost money, by tenant and day (UTC, domain time): as many as were asked for.
CREATE TABLE paid_looks (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  place text NOT NULL,
  day date NOT NULL,
  asked integer NOT NULL,
  PRIMARY KEY (tenant_id, place, day)
);
