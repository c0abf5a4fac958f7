-- Who and what is not to be taken up again, and what leads from a person to their posts: hashes and ids only.

-- `opportunity:<id>`, `author:<platform>:<sha256>`, `identity:<kind>:<sha256>`.
CREATE TABLE forgotten (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  subject text NOT NULL,
  forgotten_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);

CREATE TABLE known_posts (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  platform text NOT NULL,
  -- SHA-256 of `<platform>:<author in lower case>`.
  author_sha256 text,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
CREATE INDEX known_posts_by_author ON known_posts (tenant_id, author_sha256);
CREATE INDEX known_posts_by_age ON known_posts (tenant_id, found_at);

-- Contracts that were signed: while one runs, and for as long again as its tenant keeps things, its post does not expire.
CREATE TABLE deals (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  contract_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  signed_at timestamptz,
  completed_at timestamptz,
  PRIMARY KEY (tenant_id, contract_id)
);
CREATE INDEX deals_by_opportunity ON deals (tenant_id, opportunity_id);

CREATE TABLE retention_policies (
  tenant_id uuid PRIMARY KEY DEFAULT current_tenant_id(),
  keep_days integer NOT NULL CHECK (keep_days BETWEEN 1 AND 3650),
  changed_at timestamptz NOT NULL
);
