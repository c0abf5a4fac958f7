-- What the provider told us in one mode says nothing about another: which mode a notice came in. Null: before it was kept.
ALTER TABLE notices ADD COLUMN mode text CHECK (mode IN ('sandbox', 'test', 'live'));
