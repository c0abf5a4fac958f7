-- What leads from a person to the deliveries that speak of them, and who is not to be taken up again.

-- Every id of ours that stands in the body: of opportunities, contracts, milestones, messages.
ALTER TABLE deliveries ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}';
UPDATE deliveries SET mentions = coalesce((SELECT array_agg(DISTINCT m[1]::uuid) FROM regexp_matches(encode(body, 'escape'),
  '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') AS m), '{}');
CREATE INDEX deliveries_by_mention ON deliveries USING gin (mentions);

-- `opportunity:<id>` and SHA-256 of `<kind>:<value>`.
CREATE TABLE forgotten (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  subject text NOT NULL,
  forgotten_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);
