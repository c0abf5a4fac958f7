import { REPLAY_HORIZON_DAYS } from '@loop/contracts';
import type { Client } from 'pg';
import { type RoleNames, rebuildSchemaOf } from './names.ts';

/** What the two roles may do with the runtime's own tables; services' tables get the default below. */
const RUNTIME_TABLES: Readonly<Record<string, { readonly app: string; readonly runtime: string }>> = {
  outbox: { app: 'INSERT', runtime: 'SELECT, UPDATE (body, traceparent), DELETE' },
  outbox_sent: { app: '', runtime: 'SELECT, INSERT, UPDATE, DELETE' },
  relay_lease: { app: '', runtime: 'SELECT, UPDATE' },
  inbox: { app: 'SELECT, INSERT, DELETE', runtime: 'SELECT, DELETE' },
  held: { app: 'SELECT, INSERT, UPDATE, DELETE', runtime: 'SELECT, INSERT, UPDATE, DELETE' },
  attempts: { app: '', runtime: 'SELECT, INSERT, UPDATE, DELETE' },
  dead_letters: { app: '', runtime: 'SELECT, INSERT, UPDATE' },
  effects: { app: 'SELECT, INSERT, UPDATE', runtime: 'SELECT, INSERT, UPDATE' },
  pauses: { app: '', runtime: 'SELECT, INSERT, UPDATE, DELETE' },
  http_idempotency: { app: 'SELECT, INSERT, UPDATE, DELETE', runtime: 'SELECT, UPDATE, DELETE' },
  audit: { app: 'INSERT', runtime: 'SELECT, INSERT' },
  replay_jobs: { app: '', runtime: 'SELECT, INSERT, UPDATE' },
  replay_outcomes: { app: 'INSERT', runtime: 'SELECT, INSERT, UPDATE, DELETE' },
  redriven_letters: { app: '', runtime: 'SELECT, INSERT, UPDATE' },
  erasures: { app: 'SELECT, INSERT', runtime: 'SELECT, UPDATE' },
  call_budgets: { app: '', runtime: 'SELECT, INSERT, UPDATE' },
  tenants: { app: 'INSERT', runtime: 'SELECT' },
  schedule_slots: { app: 'SELECT, INSERT, UPDATE', runtime: 'SELECT' },
  reprocessed: { app: 'SELECT, INSERT', runtime: 'SELECT' },
  schema_migrations: { app: 'SELECT', runtime: 'SELECT' },
};

/** Tables without a tenant, by name. Anything else without `tenant_id` stops provisioning. */
export const TENANTLESS_TABLES: readonly string[] = [
  'outbox_sent',
  'relay_lease',
  'call_budgets',
  'attempts',
  'audit',
  'replay_jobs',
  'replay_outcomes',
  'redriven_letters',
  'schema_migrations',
];

const ADMITTED = `(SELECT string_to_array(current_setting('app.tenant_id', true), ',')::uuid[])::uuid[]`;

/**
 * True while provisioning works, which logs in as somebody who may become the owner; false in a function that runs with the
 * owner's rights, which whoever calls it has not logged in as. Without this a migration that fills a column would fill
 * nothing, and not say so: row-level security is forced on owners as well.
 */
function provisioning(roles: RoleNames): string {
  return `(SELECT pg_has_role(session_user, '${roles.owner}', 'MEMBER'))`;
}

/**
 * Puts every table of the schema under forced row-level security by `tenant_id` and grants each role just what it needs.
 * A table commented `projection of <subject>` can be rebuilt. One commented `append-only` grants no update or delete to anyone
 * who logs in. Runs as the owner, again and again, also beside services that work: each table changes at once or not at all, so
 * that nobody is refused or sees it empty meanwhile.
 * Throws on a table that has no `tenant_id` and does not stand in {@link TENANTLESS_TABLES}.
 */
export async function secureSchema(client: Client, schema: string, roles: RoleNames): Promise<void> {
  await client.query(`REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} FROM PUBLIC`);
  await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${roles.app}, ${roles.runtime}`);
  await client.query(`GRANT USAGE ON SCHEMA ${rebuildSchemaOf(schema)} TO ${roles.app}, ${roles.runtime}`);
  await grantFunctions(client, schema, roles);
  const { rows } = await client.query<TableToSecure>(
    `SELECT c.relname AS name,
            EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenanted,
            coalesce(obj_description(c.oid, 'pg_class') = 'append-only', false) AS append_only
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')`,
    [schema],
  );
  // Sent together, a table's statements are one transaction, and its lock is held for one way there and back.
  for (const table of rows) await client.query(statementsFor(client, schema, roles, table).join(';\n'));
}

/** What a rebuild does to tables is the runtime's alone, and of that only its steps. */
const REBUILD_STEPS = new Set([
  'rebuild_analyze',
  'rebuild_begin',
  'rebuild_handled',
  'rebuild_lock',
  'rebuild_switch',
  'rebuild_end',
]);

async function grantFunctions(client: Client, schema: string, roles: RoleNames): Promise<void> {
  const { rows } = await client.query<{ name: string; signature: string }>(
    'SELECT proname AS name, oid::regprocedure::text AS signature FROM pg_proc WHERE pronamespace = $1::regnamespace',
    [schema],
  );
  for (const { name, signature } of rows) {
    if (name.startsWith('rebuild_') && !REBUILD_STEPS.has(name)) continue;
    const role = REBUILD_STEPS.has(name) ? roles.runtime : roles.app;
    await client.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${role}`);
  }
}

interface TableToSecure {
  readonly name: string;
  readonly tenanted: boolean;
  readonly append_only: boolean;
}

function statementsFor(client: Client, schema: string, roles: RoleNames, table: TableToSecure): readonly string[] {
  const name = `${schema}.${client.escapeIdentifier(table.name)}`;
  const known = RUNTIME_TABLES[table.name];
  if (!table.tenanted && !TENANTLESS_TABLES.includes(table.name)) {
    throw new Error(`Table ${schema}.${table.name} has no tenant_id and is not in the list of tables without a tenant`);
  }
  const forApp = known?.app ?? (table.append_only ? 'SELECT, INSERT' : 'SELECT, INSERT, UPDATE, DELETE');
  const statements = [
    `REVOKE ALL ON ${name} FROM PUBLIC, ${roles.app}, ${roles.runtime}`,
    ...(forApp ? [`GRANT ${forApp} ON ${name} TO ${roles.app}`] : []),
    ...(known ? [`GRANT ${known.runtime} ON ${name} TO ${roles.runtime}`] : []),
  ];
  if (!table.tenanted) return statements;
  const isTenants = `tenant_id = ANY(${ADMITTED})`;
  const isProvisioning = provisioning(roles);
  statements.push(
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
    `DROP POLICY IF EXISTS tenant_isolation ON ${name}`,
    `CREATE POLICY tenant_isolation ON ${name} TO ${roles.app} USING (${isTenants}) WITH CHECK (${isTenants})`,
    `DROP POLICY IF EXISTS migrations_fill_all ON ${name}`,
    `CREATE POLICY migrations_fill_all ON ${name} TO ${roles.owner} USING (${isProvisioning}) WITH CHECK (${isProvisioning})`,
  );
  if (!known) return statements;
  statements.push(
    `DROP POLICY IF EXISTS runtime_moves_all ON ${name}`,
    `CREATE POLICY runtime_moves_all ON ${name} TO ${roles.runtime} USING (true) WITH CHECK (true)`,
  );
  return table.name === 'outbox' ? [...statements, ...keptWhileReplayable(schema, roles)] : statements;
}

/** What was decided is removed by nobody until it was published and no replay can reach it any more. */
function keptWhileReplayable(schema: string, roles: RoleNames): readonly string[] {
  return [
    `DROP POLICY IF EXISTS kept_while_replayable ON ${schema}.outbox`,
    `CREATE POLICY kept_while_replayable ON ${schema}.outbox AS RESTRICTIVE FOR DELETE TO ${roles.runtime}
      USING (EXISTS (SELECT 1 FROM ${schema}.outbox_sent s
        WHERE s.seq = outbox.seq AND s.published_at < now() - interval '${REPLAY_HORIZON_DAYS} days'))`,
  ];
}
