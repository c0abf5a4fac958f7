import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SERVICES } from '@loop/contracts';
import { provisionDatabase, rolesOf, schemaOf, TENANTLESS_TABLES } from '@loop/runtime';
import { createTestDatabase, TestSystem } from '@loop/testkit';
import { Client } from 'pg';
import { type CatalogTable, catalogTables, dropRules, insertOf, tryAs } from './tenant-rows.ts';
import { OTHER_TENANT, TENANT } from './toy.ts';

let system: TestSystem;
let tables: readonly CatalogTable[];

beforeAll(async () => {
  system = await TestSystem.open();
  tables = await catalogTables(system);
});

afterAll(() => system.close());

const LOGINS = SERVICES.flatMap((service) => {
  const { app, runtime } = rolesOf(service);
  return [app, runtime].map((role) => ({ role, own: schemaOf(service) }));
});

async function withRole<T>(role: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: system.urlAs(role) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ANY_RIGHT = `(has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
  OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER'))`;
const RIGHT_TO_CHANGE = `(has_any_column_privilege(r.oid, c.oid, 'UPDATE')
  OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE'))`;

/** Whoever logs in and is not the superuser, with the tables on which the catalog gives the right. */
function holdersOf(right: string, where: string, values: readonly unknown[] = []): Promise<object[]> {
  return system.sql(
    `SELECT r.rolname AS role, n.nspname || '.' || c.relname AS table
       FROM pg_roles r CROSS JOIN pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE r.rolcanlogin AND NOT r.rolsuper AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ${right} AND ${where} ORDER BY 1, 2`,
    values,
  );
}

test('one service’s roles read nothing of another’s schema', async () => {
  const reached = await Promise.all(
    LOGINS.map(({ role, own }) =>
      withRole(role, async (client) => {
        const readable = new Set<string>();
        for (const { schema, name } of tables) {
          if ((await tryAs(client, TENANT, `SELECT 1 FROM ${schema}.${name}`)) !== 'refused') readable.add(schema);
        }
        return { role, own, readable: [...readable] };
      }),
    ),
  );
  expect(tables.length).toBeGreaterThan(100);
  expect(reached).toEqual(LOGINS.map((login) => ({ ...login, readable: [login.own] })));
});

test('one service’s roles have no right of any kind on another’s tables, nor may they make any anywhere', async () => {
  expect(await holdersOf(ANY_RIGHT, `n.nspname <> regexp_replace(r.rolname, '_(app|runtime)$', '')`)).toEqual([]);
  const makers = await system.sql(
    `SELECT r.rolname, n.nspname FROM pg_roles r, pg_namespace n
      WHERE r.rolcanlogin AND NOT r.rolsuper AND has_schema_privilege(r.oid, n.oid, 'CREATE')`,
  );
  expect(makers).toEqual([]);
});

test('nobody logs in as an owner, nobody who logs in can become one, and nobody stands above the policies', async () => {
  const owners = SERVICES.map((service) => rolesOf(service).owner);
  const roles = await system.sql<{ name: string; login: boolean; above: boolean }>(
    `SELECT rolname AS name, rolcanlogin AS login, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS above
       FROM pg_roles WHERE rolname = ANY($1)`,
    [[...owners, ...LOGINS.map(({ role }) => role)]],
  );
  expect(roles).toHaveLength(18);
  expect(roles.filter((role) => role.above)).toEqual([]);
  expect(
    roles
      .filter((role) => !role.login)
      .map((role) => role.name)
      .sort(),
  ).toEqual([...owners].sort());
  for (const owner of owners) await expect(withRole(owner, async () => 'logged in')).rejects.toThrow();
  for (const { role } of LOGINS) {
    const becoming = await withRole(role, async (client) => {
      const tries = [];
      for (const owner of owners) tries.push(await tryAs(client, TENANT, `SET ROLE ${owner}`));
      return tries;
    });
    expect(becoming).toEqual(owners.map(() => 'refused'));
  }
});

test('tables without a tenant are exactly those of the allow-list', () => {
  const tenantless = new Set(tables.filter((table) => !table.tenanted).map((table) => table.name));
  expect([...tenantless].sort()).toEqual([...TENANTLESS_TABLES].sort());
});

test('one tenant neither reads, changes, removes nor plants a row of another, in any table of any service', async () => {
  await dropRules(system);
  const leaks: string[] = [];
  for (const service of SERVICES) {
    const own = tables.filter((table) => table.tenanted && table.schema === schemaOf(service));
    expect(own.length).toBeGreaterThan(5);
    await withRole(rolesOf(service).app, async (client) => {
      for (const table of own) leaks.push(...(await leaksOf(client, table)));
    });
  }
  expect(leaks).toEqual([]);
});

/** Tries a table with one row of each of two tenants; names everything that crosses from one to the other. */
async function leaksOf(client: Client, table: CatalogTable): Promise<string[]> {
  const name = `${table.schema}.${table.name}`;
  const insert = await insertOf(system, table);
  await system.sql(`TRUNCATE ${name} CASCADE`);
  await system.sql(insert, [TENANT]);
  await system.sql(insert, [OTHER_TENANT]);
  const tried = {
    'reads the other’s rows': await tryAs(client, TENANT, `SELECT 1 FROM ${name} WHERE tenant_id <> $1`, [TENANT]),
    'reads without naming a tenant': await tryAs(client, '', `SELECT 1 FROM ${name}`),
    'changes the other’s rows': await tryAs(
      client,
      TENANT,
      `UPDATE ${name} SET tenant_id = tenant_id WHERE tenant_id <> $1`,
      [TENANT],
    ),
    'gives its rows to the other': await tryAs(client, TENANT, `UPDATE ${name} SET tenant_id = $1`, [OTHER_TENANT]),
    'removes the other’s rows': await tryAs(client, TENANT, `DELETE FROM ${name} WHERE tenant_id <> $1`, [TENANT]),
    'plants rows with the other': await tryAs(client, TENANT, insert, [OTHER_TENANT]),
  };
  const crossed = Object.entries(tried).filter(([, outcome]) => outcome !== 'refused' && outcome !== 0);
  const own = await tryAs(client, TENANT, `SELECT 1 FROM ${name}`);
  // What a tenant may read at all, it reads of its own: otherwise the tries above would prove nothing.
  const blind = own === 1 || own === 'refused' ? [] : [`${name}: reads ${own} of its own rows instead of 1`];
  return [...crossed.map(([what, outcome]) => `${name}: ${what} (${outcome})`), ...blind];
}

test('only the look-up of a deal link and the steps of a rebuild look past the tenants, and nobody can put a table in their way', async () => {
  const functions = await system.sql<{ name: string; settings: string[]; callers: string[] }>(
    `SELECT n.nspname || '.' || p.proname AS name, p.proconfig AS settings,
            array(SELECT r.rolname::text FROM pg_roles r
              WHERE r.rolcanlogin AND NOT r.rolsuper AND has_function_privilege(r.oid, p.oid, 'EXECUTE')) AS callers
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  );
  const rebuilding = functions.filter(({ name }) => name.includes('.rebuild_'));
  expect(new Set(rebuilding.map(({ settings, callers }) => [...settings, ...callers].join()))).toEqual(
    new Set(SERVICES.map(schemaOf).map((schema) => `search_path=${schema}, pg_temp,${schema}_runtime`)),
  );
  expect(functions.filter((one) => !rebuilding.includes(one))).toEqual([
    {
      name: 'client_portal.resolve_deal_token',
      settings: ['search_path=pg_catalog, pg_temp'],
      callers: ['client_portal_app'],
    },
  ]);
});

test('nobody who logs in may change or remove what is append-only, nor what was decided', async () => {
  const appendOnly = tables.filter((table) => table.append_only).map((table) => `${table.schema}.${table.name}`);
  expect(appendOnly).toEqual(
    expect.arrayContaining(['payments.postings', 'client_portal.evidence', 'discovery.audit']),
  );
  expect(await holdersOf(RIGHT_TO_CHANGE, `n.nspname || '.' || c.relname = ANY($1)`, [appendOnly])).toEqual([]);
  const outbox = `c.relname = 'outbox'`;
  expect(await holdersOf(`has_table_privilege(r.oid, c.oid, 'UPDATE')`, outbox)).toEqual([]);
  // What a person is to be forgotten by is emptied, by the runtime alone; the table's own trigger lets nothing else be written.
  const mayEmpty = `has_any_column_privilege(r.oid, c.oid, 'UPDATE')`;
  expect(await holdersOf(mayEmpty, `${outbox} AND r.rolname !~ '_runtime$'`)).toEqual([]);
  expect(await holdersOf(RIGHT_TO_CHANGE, `c.relname = 'outbox' AND r.rolname !~ '_runtime$'`)).toEqual([]);
  const tries = await withRole(rolesOf('payments').app, async (client) => [
    await tryAs(client, TENANT, 'DELETE FROM payments.postings'),
    await tryAs(client, TENANT, 'UPDATE payments.posting_entries SET amount_minor = 1'),
  ]);
  expect(tries).toEqual(['refused', 'refused']);
});

test('the runtime removes of its outbox only what was published longer ago than any replay can reach', async () => {
  await system.sql('TRUNCATE payments.outbox, payments.outbox_sent RESTART IDENTITY');
  await system.sql(
    `INSERT INTO payments.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
     SELECT gen_random_uuid(), $1, 'ledger.posted', 1, 'k', now() - interval '1 year', gen_random_uuid(), gen_random_uuid(), '{}'
       FROM generate_series(1, 3)`,
    [TENANT],
  );
  await system.sql(
    `INSERT INTO payments.outbox_sent (seq, stream_seq, published_at)
     VALUES (1, 1, now() - interval '31 days'), (2, 2, now() - interval '29 days')`,
  );
  const tried = await withRole(rolesOf('payments').runtime, (client) =>
    tryAs(client, TENANT, 'DELETE FROM payments.outbox'),
  );
  expect(tried).toBe(1);
});

test('the runtime’s role has no right on any business table', async () => {
  await using database = await bareDatabase();
  const runtimes = await database.tables();
  const business = tables.filter((table) => !runtimes.has(table.name)).map((table) => `${table.schema}.${table.name}`);
  expect(new Set(business.map((name) => name.split('.')[0]))).toEqual(new Set(SERVICES.map(schemaOf)));
  const runtimeHolds = await holdersOf(
    ANY_RIGHT,
    `r.rolname ~ '_runtime$' AND n.nspname || '.' || c.relname = ANY($1)`,
    [business],
  );
  expect(runtimeHolds).toEqual([]);
});

/** A database provisioned for a service that owns no table: what is there is the runtime's. */
async function bareDatabase() {
  const { password } = new URL(system.urlAs('any'));
  const database = await createTestDatabase();
  await provisionDatabase(database.url, [
    { name: 'discovery', migrations: '/no/such/folder', passwords: { app: password, runtime: password } },
  ]);
  return {
    tables: async (): Promise<ReadonlySet<string>> => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'discovery'`,
      );
      await client.end();
      return new Set(rows.map((row) => row.name));
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
}
