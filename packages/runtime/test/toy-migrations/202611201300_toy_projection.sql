-- A projection of the toy's, for what is rebuilt; and who must not be in it.
CREATE TABLE board (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  title text NOT NULL,
  seen integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, opportunity_id)
);
CREATE INDEX board_title ON board (title);
COMMENT ON TABLE board IS 'projection of opportunity.found';

CREATE TABLE unwelcome (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  opportunity_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, opportunity_id)
);
