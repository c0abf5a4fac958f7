-- Tables of the toy service that the runtime's tests run: what was handled, and one aggregate with a state.
CREATE TABLE seen (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  event_id uuid NOT NULL,
  note text NOT NULL
);

CREATE TABLE deals (
  contract_id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  state text NOT NULL,
  history text NOT NULL
);

CREATE TABLE book (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  note text NOT NULL
);
COMMENT ON TABLE book IS 'append-only';
