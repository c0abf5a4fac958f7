import type { ServiceName } from '@loop/contracts';
import pg from 'pg';
import { failpoint } from '../failpoint/failpoint.ts';
import { applyMigrations, type Migration, RUNTIME_MIGRATIONS, readMigrations } from './migrations.ts';
import { type RoleNames, rebuildSchemaOf, rolesOf, schemaOf } from './names.ts';
import { secureSchema } from './secure-schema.ts';

/** Passwords of a service's two roles that log in. */
export interface RolePasswords {
  readonly app: string;
  readonly runtime: string;
}

/** What provisioning needs to know of one service. */
export interface ServiceToProvision {
  readonly name: ServiceName;
  /** Folder of its migrations, `services/<name>/src/migrations`. */
  readonly migrations: string;
  readonly passwords: RolePasswords;
}

/** What one run of provisioning changed. */
export interface ProvisionedDatabase {
  /** Newly applied migrations as `schema/name`. */
  readonly applied: readonly string[];
}

/**
 * Brings a database to what the services need: one schema and three roles each, migrations, row-level security, grants.
 * Idempotent: a second run changes nothing, a run killed in the middle is completed by the next one, and runs beside each
 * other wait for one another. What a newer version has provisioned is left as that one made it, so that a version rolled back
 * takes nothing from instances of the newer one. Throws with the migration's name when one fails.
 */
export async function provisionDatabase(
  adminUrl: string,
  services: readonly ServiceToProvision[],
): Promise<ProvisionedDatabase> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('customer-loop provision'))`);
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    const runtimeMigrations = readMigrations(RUNTIME_MIGRATIONS);
    const applied: string[] = [];
    for (const service of services) {
      const fresh = await provisionService(client, service, [
        ...runtimeMigrations,
        ...readMigrations(service.migrations),
      ]);
      applied.push(...fresh.map((name) => `${schemaOf(service.name)}/${name}`));
    }
    return { applied };
  } finally {
    await client.end();
  }
}

async function provisionService(
  client: pg.Client,
  service: ServiceToProvision,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const schema = schemaOf(service.name);
  const roles = rolesOf(service.name);
  await ensureRoles(client, roles, service.passwords);
  failpoint('provision.stepped');
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${roles.owner}`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${rebuildSchemaOf(schema)} AUTHORIZATION ${roles.owner}`);
  await client.query(`SET ROLE ${roles.owner}`);
  await client.query(`SET search_path = ${schema}`);
  try {
    const { fresh, isNewer } = await applyMigrations(client, schema, migrations);
    failpoint('provision.stepped');
    if (!isNewer) await secureSchema(client, schema, roles);
    failpoint('provision.stepped');
    return fresh;
  } finally {
    await client.query('RESET ROLE');
    await client.query('RESET search_path');
  }
}

async function ensureRoles(client: pg.Client, roles: RoleNames, passwords: RolePasswords): Promise<void> {
  await ensureRole(client, roles.owner, 'NOLOGIN');
  await ensureRole(client, roles.app, `LOGIN PASSWORD ${client.escapeLiteral(passwords.app)}`);
  await ensureRole(client, roles.runtime, `LOGIN PASSWORD ${client.escapeLiteral(passwords.runtime)}`);
  await client.query(`GRANT ${roles.owner} TO CURRENT_USER`);
}

const ROLE_RACES = new Set(['42710', '23505', 'XX000']);

/** Roles belong to the whole cluster: two databases provisioned at once may race for the same one. */
async function ensureRole(client: pg.Client, role: string, attributes: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
    try {
      await client.query(
        `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS ${attributes}`,
      );
      return;
    } catch (error) {
      if (attempt === 10 || !(error instanceof pg.DatabaseError) || !ROLE_RACES.has(error.code ?? '')) throw error;
    }
  }
}
