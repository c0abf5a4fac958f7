-- What is looked up by the provider's time is indexed by time first: beside an index that begins as the one by reference does, a
-- planner without statistics takes either, and reads a rail's whole ledger to find one line.
DROP INDEX postings_occurred;
CREATE INDEX postings_occurred ON postings (occurred_at, tenant_id, provider) WHERE balance_ref IS NOT NULL;
DROP INDEX balance_lines_occurred;
CREATE INDEX balance_lines_occurred ON balance_lines (occurred_at, tenant_id, provider);
