-- What a business transaction adds beside what it changes: a bench of such a transaction writes both.
CREATE TABLE entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  entity_id uuid NOT NULL,
  note text NOT NULL
);
