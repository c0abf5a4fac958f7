import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { describeSchema, provisionDatabase, rolesOf } from '@loop/runtime';
import { createTestDatabase, type TestDatabase, TestSystem } from '@loop/testkit';
import { Client } from 'pg';
import { MigrationFolders } from './migration-folders.ts';
import { tryAs } from './tenant-rows.ts';
import { noteSeen, OTHER_TENANT, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const MORE = '202611210900_more.sql';
const ADDS_A_COLUMN =
  '-- Notes may be long: how long is kept beside them.\nALTER TABLE seen ADD COLUMN length integer;\n';

const folders = new MigrationFolders();
let system: TestSystem;
let database: TestDatabase;

beforeAll(async () => {
  const newer = folders.make('newer', { [MORE]: ADDS_A_COLUMN });
  const breaking = folders.make('breaking', { [MORE]: `-- breaking: ${ADDS_A_COLUMN.slice(3)}` });
  system = await TestSystem.open({
    migrations: { discovery: TOY_MIGRATIONS, enrichment: newer, payments: breaking, outreach: TOY_MIGRATIONS },
  });
});

afterAll(async () => {
  await system.close();
  await database?.drop();
  folders.remove();
});

/** The passwords all tests of a run share: roles belong to the whole cluster. */
function passwords() {
  const { password } = new URL(system.urlAs('any'));
  return { app: password, runtime: password };
}

function provision(url: string, migrations: string, names: readonly ServiceName[] = ['discovery']) {
  return provisionDatabase(
    url,
    names.map((name) => ({ name, migrations, passwords: passwords() })),
  );
}

async function emptyDatabase(): Promise<string> {
  await database?.drop();
  database = await createTestDatabase();
  return database.url;
}

async function query(url: string, text: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

test('provisioning twice changes nothing', async () => {
  const url = await emptyDatabase();
  const first = await provision(url, TOY_MIGRATIONS, SERVICES);
  expect(first.applied).toContain('client_portal/202611200000_toy');
  const before = await Promise.all(SERVICES.map((service) => describeSchema(url, service)));
  expect(await provision(url, TOY_MIGRATIONS, SERVICES)).toEqual({ applied: [] });
  expect(await Promise.all(SERVICES.map((service) => describeSchema(url, service)))).toEqual(before);
});

test('two provisionings at once apply each migration once', async () => {
  const url = await emptyDatabase();
  const both = await Promise.all([provision(url, TOY_MIGRATIONS), provision(url, TOY_MIGRATIONS)]);
  const applied = both.flatMap((run) => run.applied);
  expect(applied).toContain('discovery/202611200000_toy');
  expect(new Set(applied).size).toBe(applied.length);
});

test('provisioning again takes nothing from services that work meanwhile, not for a moment', async () => {
  const outreach = await system.start(toyService('outreach'));
  await outreach.edge.decide(TENANT, { cause: 'a row to be seen' }, ({ tx }) => noteSeen(tx, crypto.randomUUID()));
  const client = new Client({ connectionString: system.urlAs(rolesOf('outreach').app) });
  await client.connect();
  const looks = new Map<unknown, number>();
  let working = true;
  const watch = async (): Promise<void> => {
    while (working) {
      const rows = await tryAs(client, TENANT, 'SELECT 1 FROM outreach.seen');
      looks.set(rows, (looks.get(rows) ?? 0) + 1);
    }
  };
  const watching = watch();
  for (let round = 0; round < 5; round++) await provision(system.databaseUrl, TOY_MIGRATIONS, ['outreach']);
  working = false;
  await watching;
  await client.end();
  expect([...looks.keys()]).toEqual([1]);
  expect(looks.get(1)).toBeGreaterThan(10);
});

test('an older version that provisions again takes nothing from what a newer one has provisioned', async () => {
  const url = await emptyDatabase();
  await provision(url, folders.make('rolled-back', { [MORE]: ADDS_A_COLUMN }));
  await query(url, 'GRANT SELECT ON discovery.seen TO discovery_runtime');
  const made = await describeSchema(url, 'discovery');
  expect(await provision(url, TOY_MIGRATIONS)).toEqual({ applied: [] });
  expect(await describeSchema(url, 'discovery')).toBe(made);
});

test('a migration edited after it was applied is refused by name, and so is what came after it', async () => {
  const url = await emptyDatabase();
  const folder = folders.make('edited', { [MORE]: ADDS_A_COLUMN });
  await provision(url, folder);
  folders.make('edited', {
    [MORE]: `${ADDS_A_COLUMN}-- and an afterthought\n`,
    '202611220900_next.sql': ADDS_A_COLUMN,
  });
  await expect(provision(url, folder)).rejects.toThrow(
    'Migration discovery/202611210900_more was edited after it had been applied; write a new one instead',
  );
  expect(await query(url, `SELECT 1 FROM discovery.schema_migrations WHERE name LIKE '%next'`)).toEqual([]);
});

test('a migration that fails leaves nothing of itself, and is done in full once it is mended', async () => {
  const url = await emptyDatabase();
  const folder = folders.make('failing', { [MORE]: `${ADDS_A_COLUMN}SELECT 1 / 0;\n` });
  await expect(provision(url, folder)).rejects.toThrow('Migration discovery/202611210900_more failed');
  const added = () =>
    query(url, `SELECT 1 FROM information_schema.columns WHERE table_name = 'seen' AND column_name = 'length'`);
  expect(await added()).toHaveLength(0);
  folders.make('failing', { [MORE]: ADDS_A_COLUMN });
  expect(await provision(url, folder)).toEqual({ applied: ['discovery/202611210900_more'] });
  expect(await added()).toHaveLength(1);
});

test('a migration fills a new column in the rows of every tenant', async () => {
  const url = await emptyDatabase();
  await provision(url, TOY_MIGRATIONS);
  const notes = [TENANT, OTHER_TENANT].map((tenant) => `('${tenant}', gen_random_uuid(), 'a note')`).join(', ');
  await query(url, `INSERT INTO discovery.seen (tenant_id, event_id, note) VALUES ${notes}`);
  const folder = folders.make('filling', { [MORE]: `${ADDS_A_COLUMN}UPDATE seen SET length = length(note);\n` });
  await provision(url, folder);
  expect(await query(url, 'SELECT length FROM discovery.seen')).toEqual([{ length: 6 }, { length: 6 }]);
});

test('a function with its owner’s rights still sees no tenant’s rows by itself', async () => {
  const url = await emptyDatabase();
  const peeping = `-- Counts what it can see.
CREATE FUNCTION peep() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT count(*) FROM discovery.seen';\n`;
  await provision(url, folders.make('peeping', { [MORE]: peeping }));
  await query(
    url,
    `INSERT INTO discovery.seen (tenant_id, event_id, note) VALUES ('${TENANT}', gen_random_uuid(), '')`,
  );
  const asApp = new URL(url);
  asApp.username = rolesOf('discovery').app;
  asApp.password = passwords().app;
  expect(await query(asApp.href, 'SELECT discovery.peep()')).toEqual([{ peep: '0' }]);
});

test.each([
  'ALTER TABLE ownerless ADD tenant_id uuid NOT NULL DEFAULT current_tenant_id();\n',
  'ALTER TABLE ownerless\n  ADD COLUMN IF NOT EXISTS tenant_id uuid DEFAULT current_tenant_id ();\n',
])('rows that are there already are given to no tenant in one step: %s', async (text) => {
  const folder = folders.make(`one-step-${text.length}`, { [MORE]: `-- Now somebody says whose.\n${text}` });
  await expect(provision(await emptyDatabase(), folder)).rejects.toThrow(
    'Migration 202611210900_more.sql adds tenant_id with its default to rows that belong to somebody already',
  );
});

test('a changed policy, and a table that is not secured, show in the description of the schema', async () => {
  const url = await emptyDatabase();
  await provision(url, TOY_MIGRATIONS);
  const before = await describeSchema(url, 'discovery');
  expect(before).toContain('ALTER TABLE seen ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;');
  await query(url, 'ALTER POLICY tenant_isolation ON discovery.seen USING (true)');
  const opened = await describeSchema(url, 'discovery');
  expect(opened).not.toBe(before);
  await query(url, 'ALTER TABLE discovery.seen NO FORCE ROW LEVEL SECURITY');
  expect(await describeSchema(url, 'discovery')).not.toBe(opened);
});

test('a table without a tenant is refused by name, out of reach meanwhile, and mended by a later migration', async () => {
  const url = await emptyDatabase();
  const folder = folders.make('tenantless', { [MORE]: '-- Nobody said whose.\nCREATE TABLE ownerless (note text);\n' });
  const refusal = 'Table discovery.ownerless has no tenant_id and is not in the list of tables without a tenant';
  await expect(provision(url, folder)).rejects.toThrow(refusal);
  await expect(provision(url, folder)).rejects.toThrow(refusal);
  const reach = `SELECT has_any_column_privilege('discovery_app', 'discovery.ownerless', 'SELECT, INSERT, UPDATE') AS reach`;
  expect(await query(url, reach)).toEqual([{ reach: false }]);
  folders.make('tenantless', {
    '202611220900_owned.sql': '-- Now somebody says whose.\nALTER TABLE ownerless ADD tenant_id uuid NOT NULL;\n',
  });
  await provision(url, folder);
  expect(await query(url, reach)).toEqual([{ reach: true }]);
});

test.each([
  ['more.sql', ADDS_A_COLUMN],
  [MORE, 'ALTER TABLE seen ADD COLUMN length integer;\n'],
])('a migration must say when and why: %s', async (file, text) => {
  const folder = folders.make(`unclear-${file}`, { [file]: text });
  await expect(provision(await emptyDatabase(), folder)).rejects.toThrow(/must be named .* begin with a comment/);
});

test('a service whose schema is behind does not start, and says which migration is missing and the remedy', async () => {
  const ahead = toyService('discovery', [], { migrations: folders.make('ahead', { [MORE]: ADDS_A_COLUMN }) });
  await expect(system.start(ahead)).rejects.toThrow(
    'The schema of discovery lacks 202611210900_more: run "loop provision"',
  );
});

test('a service does not start on a schema made by another text of a migration it knows', async () => {
  const edited = folders.make('other-text', { [MORE]: `${ADDS_A_COLUMN}-- and an afterthought\n` });
  await expect(system.start(toyService('enrichment', [], { migrations: edited }))).rejects.toThrow(
    'Migration 202611210900_more of enrichment differs from the one that was applied',
  );
});

test('an old version does not start on a schema that a newer one has broken with', async () => {
  await expect(system.start(toyService('payments'))).rejects.toThrow(
    'The schema of payments has the breaking 202611210900_more, which this version does not know: deploy a newer one',
  );
});

test('an old version does start on a schema that a newer one has only added to', async () => {
  const enrichment = await system.start(toyService('enrichment'));
  expect(enrichment.fatal()).toBeUndefined();
});
