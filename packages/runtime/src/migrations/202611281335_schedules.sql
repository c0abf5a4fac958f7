-- What recurs: which slot of each schedule ran last, for each tenant the service has ever decided for.

CREATE TABLE tenants (
  tenant_id uuid PRIMARY KEY,
  first_seen_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO tenants SELECT tenant_id, min(handled_at) FROM inbox GROUP BY tenant_id;
INSERT INTO tenants SELECT tenant_id, min(created_at) FROM effects GROUP BY tenant_id ON CONFLICT DO NOTHING;

CREATE TABLE schedule_slots (
  tenant_id uuid NOT NULL DEFAULT current_tenant_id(),
  name text NOT NULL,
  -- Domain time; follows the virtual clock.
  due_at timestamptz NOT NULL,
  ran_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);
