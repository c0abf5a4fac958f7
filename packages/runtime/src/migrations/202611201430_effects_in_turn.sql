-- The index for going round the tenants is asked for by a range of one value: the planner, while it has no statistics, would
-- otherwise take the index by due time, which a plain comparison implies, and read a whole queue for each tenant.
DROP INDEX effects_ready_of_tenant;
CREATE INDEX effects_ready_of_tenant ON effects (provider, tenant_id, due_at) WHERE state >= 'ready' AND state <= 'ready';
