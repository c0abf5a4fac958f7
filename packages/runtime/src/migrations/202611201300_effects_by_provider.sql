-- Effects are claimed provider by provider and, where one tenant has filled the queue, tenant by tenant; what is lost, asked about
-- or ended is found without reading the rest.

-- The id is derived from exactly these columns: the primary key says the same, and a second index is written at each change of state.
ALTER TABLE effects DROP CONSTRAINT effects_tenant_id_name_key_generation_key;

DROP INDEX effects_ready;
DROP INDEX effects_open;
CREATE INDEX effects_ready ON effects (provider, due_at, id) WHERE state = 'ready';
CREATE INDEX effects_ready_of_tenant ON effects (provider, tenant_id, due_at) WHERE state = 'ready';
CREATE INDEX effects_claimed ON effects (lease_until) WHERE state = 'claimed';
CREATE INDEX effects_unknown ON effects (name, not_before) WHERE state = 'unknown';
