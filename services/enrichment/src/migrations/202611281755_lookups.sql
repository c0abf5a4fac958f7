-- What was looked for elsewhere, for authors whose posts left nothing, and the opportunities that wait for it. A look is shared by all
-- who would take the same one, and believed for a time. What it found is about people; it is only kept to save looking again, and may
-- be deleted whenever nobody waits for it.
CREATE TABLE looks (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- SHA-256 of the place and the address or name that is looked at there.
  key text NOT NULL,
  -- Null until the first answer: `read`, or the reason why nothing was.
  outcome text,
  contacts jsonb NOT NULL,
  -- Domain time up to which the answer is believed; past where it has to be looked for.
  believed_until timestamptz NOT NULL,
  -- Names the look under way, as `mail_domains.question` does.
  round bigint NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX looks_by_age ON looks (tenant_id, believed_until);

CREATE TABLE awaited_looks (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  key text NOT NULL,
  opportunity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, key, opportunity_id),
  FOREIGN KEY (tenant_id, opportunity_id) REFERENCES waiting_opportunities (tenant_id, opportunity_id) ON DELETE CASCADE
);
CREATE INDEX awaited_looks_by_opportunity ON awaited_looks (tenant_id, opportunity_id);
