import type { ServiceName } from '@loop/contracts';
import pg from 'pg';
import { schemaOf } from './names.ts';

const TABLES = `SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
    (SELECT string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END
        || CASE WHEN d.adbin IS NULL THEN '' ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END, E',\n' ORDER BY a.attnum)
       FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    (SELECT string_agg('  ' || pg_get_constraintdef(k.oid), E',\n' ORDER BY k.contype DESC, k.conname)
       FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'n') AS constraints,
    concat_ws(', ', CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
      CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END) AS row_security
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') ORDER BY c.relname`;

const REST = `SELECT line FROM (
    SELECT 1 AS part, i.indexname AS name, i.indexdef || ';' AS line FROM pg_indexes i
      WHERE i.schemaname = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint k
        WHERE k.conname = i.indexname AND k.connamespace = $1::regnamespace)
    UNION ALL
    SELECT 2, p.proname, pg_get_functiondef(p.oid) || ';' FROM pg_proc p WHERE p.pronamespace = $1::regnamespace
    UNION ALL
    SELECT 3, t.tgname, pg_get_triggerdef(t.oid) || ';' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE c.relnamespace = $1::regnamespace AND NOT t.tgisinternal
    UNION ALL
    SELECT 4, tablename || policyname, format('CREATE POLICY %s ON %s%s FOR %s TO %s', policyname, tablename,
        CASE permissive WHEN 'PERMISSIVE' THEN '' ELSE ' AS ' || permissive END, cmd, array_to_string(roles, ', '))
        || coalesce(E'\\n  USING (' || qual || ')', '') || coalesce(E'\\n  WITH CHECK (' || with_check || ')', '') || ';'
      FROM pg_policies WHERE schemaname = $1
    UNION ALL
    SELECT 5, table_name || grantee, format('GRANT %s ON %s TO %s;',
        string_agg(privilege_type, ', ' ORDER BY privilege_type), table_name, grantee)
      FROM information_schema.role_table_grants WHERE table_schema = $1 AND grantee <> $2 GROUP BY table_name, grantee
    UNION ALL
    SELECT 6, p.proname || r.rolname, format('GRANT EXECUTE ON FUNCTION %s TO %s;', p.proname, r.rolname)
      FROM pg_proc p, aclexplode(p.proacl) acl JOIN pg_roles r ON r.oid = acl.grantee
      WHERE p.pronamespace = $1::regnamespace AND r.rolname <> $2
  ) described ORDER BY part, name, line`;

/**
 * The provisioned schema of a service as text, the same for the same migrations: tables, row-level security, indexes,
 * functions, triggers, policies and grants. It makes migrations reviewable and is compared with the committed `schema.sql`;
 * it is not run.
 */
export async function describeSchema(adminUrl: string, service: ServiceName): Promise<string> {
  const schema = schemaOf(service);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const tables = await client.query<{
      name: string;
      comment: string | null;
      columns: string;
      constraints: string | null;
      row_security: string;
    }>(TABLES, [schema]);
    const rest = await client.query<{ line: string }>(REST, [schema, `${schema}_owner`]);
    const created = tables.rows.map((table) => {
      const comment = table.comment === null ? '' : `\nCOMMENT ON TABLE ${table.name} IS '${table.comment}';`;
      const secured = table.row_security === '' ? '' : `\nALTER TABLE ${table.name} ${table.row_security};`;
      const lines = [table.columns, table.constraints].filter(Boolean).join(',\n');
      return `CREATE TABLE ${table.name} (\n${lines}\n);${comment}${secured}`;
    });
    const head = `-- Schema of ${service}, generated from its migrations (pnpm golden). Never run.`;
    return `${[head, ...created, rest.rows.map((row) => row.line).join('\n')].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}
