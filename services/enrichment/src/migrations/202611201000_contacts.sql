-- Ways to reach people, each once, and where each was seen: forgetting a person starts from here.
CREATE TABLE contacts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  -- Derived from kind and value, so that the same way to reach someone is the same contact in every post.
  id uuid NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, kind, value)
);

CREATE TABLE sightings (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  rule text NOT NULL,
  found_in text NOT NULL,
  url text,
  -- UTF-16 offsets into that part of the post.
  span_start integer,
  span_end integer,
  score double precision NOT NULL CHECK (score BETWEEN 0 AND 1),
  reasons jsonb NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id, contact_id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sightings_by_contact ON sightings (tenant_id, contact_id);
