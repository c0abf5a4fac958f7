-- The tenant last: while a table is young and without statistics, an index that begins with the tenant looks as good as the
-- primary key to the planner, and each leg's foreign key read all of its tenant's postings.
DROP INDEX postings_milestone;
CREATE INDEX postings_milestone ON postings (milestone_id, tenant_id);
ALTER TABLE postings
  DROP CONSTRAINT postings_balance_once,
  ADD CONSTRAINT postings_balance_once UNIQUE (balance_ref, provider, tenant_id);
