import type { TestSystem } from '@loop/testkit';
import type { Client } from 'pg';

/** A table as the catalog knows it. */
export interface CatalogTable {
  readonly schema: string;
  readonly name: string;
  readonly tenanted: boolean;
  readonly append_only: boolean;
}

/** Every table of every schema that is not the database's own, whoever made it. */
export function catalogTables(system: TestSystem): Promise<CatalogTable[]> {
  return system.sql<CatalogTable>(
    `SELECT n.nspname AS schema, c.relname AS name,
            EXISTS (SELECT 1 FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS tenanted,
            coalesce(obj_description(c.oid, 'pg_class') = 'append-only', false) AS append_only
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p')
      ORDER BY 1, 2`,
  );
}

/** SQL that gives a column some value nobody else has, by the category of its type (`pg_type.typcategory`). */
const SOME_VALUE: Readonly<Record<string, string>> = {
  A: `'{}'`,
  B: 'true',
  D: 'clock_timestamp()',
  N: '(random() * 1000000000)::integer',
  S: 'gen_random_uuid()::text',
};
const SOME_VALUE_BY_TYPE: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  jsonb: `'{}'`,
  json: `'{}'`,
  bytea: `'\\x00'`,
};

/** An `INSERT` of one made-up row of the tenant `$1`; rules between columns and tables must be out of the way. */
export async function insertOf(system: TestSystem, table: CatalogTable): Promise<string> {
  const columns = await system.sql<{ name: string; type: string; category: string }>(
    `SELECT quote_ident(a.attname) AS name, t.typname AS type, t.typcategory AS category
       FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = format('%I.%I', $1::text, $2::text)::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname <> 'tenant_id' AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''`,
    [table.schema, table.name],
  );
  const values = columns.map(({ name, type, category }) => {
    const value = SOME_VALUE_BY_TYPE[type] ?? SOME_VALUE[category];
    if (value === undefined) throw new Error(`The test has no value for ${table.name}.${name} of type ${type}`);
    return value;
  });
  const names = ['tenant_id', ...columns.map((column) => column.name)];
  return `INSERT INTO ${table.schema}.${table.name} (${names.join(', ')}) VALUES (${['$1::uuid', ...values].join(', ')})`;
}

/** Drops foreign keys and checks and silences triggers in the test's own copy of the schemas: made-up rows obey none. */
export async function dropRules(system: TestSystem): Promise<void> {
  const statements = await system.sql<{ text: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS text
       FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
      WHERE k.contype IN ('c', 'f') AND k.conrelid <> 0
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     UNION ALL
     SELECT DISTINCT format('ALTER TABLE %s DISABLE TRIGGER USER', t.tgrelid::regclass)
       FROM pg_trigger t WHERE NOT t.tgisinternal`,
  );
  for (const { text } of statements) await system.sql(text);
}

/** What became of a statement: how many rows it read or changed, or that the database refused it. */
export type Tried = number | 'refused';

/** Runs a statement for a tenant and takes it back. Throws when it fails for anything but missing rights. */
export async function tryAs(
  client: Client,
  tenantIds: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Tried> {
  await client.query('BEGIN');
  try {
    await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantIds]);
    return (await client.query(text, [...values])).rowCount ?? 0;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return 'refused';
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}
