-- How many calls a provider allows a second, whatever the number of instances: what is left of it, and since when.

CREATE TABLE call_budgets (
  provider text PRIMARY KEY,
  -- Below zero: calls that could not wait were made in advance.
  available double precision NOT NULL,
  refilled_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
