import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { failpoint } from '../failpoint/failpoint.ts';

/** One forward-only migration, read from its file. */
export interface Migration {
  /** File name without `.sql`; sorts by time. */
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
  /** Declared by `-- breaking:` in the first line: a binary that does not know it must not start. */
  readonly breaking: boolean;
}

/** Folder of the runtime's own migrations, run in every service's schema before the service's own. */
export const RUNTIME_MIGRATIONS = fileURLToPath(new URL('../../src/migrations', import.meta.url));

/** Adding the tenant with the default asks for the current tenant's id at once, and a migration is nobody's. */
const TENANT_BY_DEFAULT =
  /\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"?tenant_id"?\s[^;,]*\bDEFAULT\s+current_tenant_id\s*\(/i;

/**
 * Reads the migrations of a folder in order. Returns none when the folder does not exist: a service may own no table.
 * Throws when a file's name or first line is not of the house's form, and when it adds `tenant_id` to a table in one step.
 */
export function readMigrations(folder: string): Migration[] {
  return listSql(folder).map((file) => {
    const sql = readFileSync(join(folder, file), 'utf8');
    if (!/^\d{12}_[a-z0-9_]+\.sql$/.test(file) || !sql.startsWith('-- ')) {
      throw new Error(`Migration ${file} must be named <yyyymmddhhmm>_<what>.sql and begin with a comment saying why`);
    }
    if (TENANT_BY_DEFAULT.test(sql)) {
      throw new Error(
        `Migration ${file} adds tenant_id with its default to rows that belong to somebody already: add the column without, ` +
          'say whose each row is, then SET DEFAULT current_tenant_id() and SET NOT NULL',
      );
    }
    return {
      name: file.slice(0, -4),
      sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
      breaking: sql.startsWith('-- breaking:'),
    };
  });
}

function listSql(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.sql'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What applying migrations found and did. */
interface Applied {
  /** Names of those that were missing. */
  readonly fresh: readonly string[];
  /** Nothing was missing, and the schema has migrations of a newer version. */
  readonly isNewer: boolean;
}

/**
 * Applies what is missing, each migration in its own transaction, as the schema's owner. Running it again changes nothing.
 * Throws when an applied migration's text has changed since: history is never edited.
 */
export async function applyMigrations(
  client: Client,
  schema: string,
  migrations: readonly Migration[],
): Promise<Applied> {
  await client.query(`CREATE TABLE IF NOT EXISTS ${schema}.schema_migrations (
    name text PRIMARY KEY, sha256 text NOT NULL, breaking boolean NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ name: string; sha256: string }>(
    `SELECT name, sha256 FROM ${schema}.schema_migrations`,
  );
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const fresh: string[] = [];
  for (const migration of migrations) {
    const before = applied.get(migration.name);
    if (before === migration.sha256) continue;
    if (before !== undefined) {
      throw new Error(
        `Migration ${schema}/${migration.name} was edited after it had been applied; write a new one instead`,
      );
    }
    await applyOne(client, schema, migration);
    fresh.push(migration.name);
  }
  const known = new Set(migrations.map((migration) => migration.name));
  return { fresh, isNewer: fresh.length === 0 && rows.some((row) => !known.has(row.name)) };
}

async function applyOne(client: Client, schema: string, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query(`INSERT INTO ${schema}.schema_migrations(name, sha256, breaking) VALUES ($1, $2, $3)`, [
      migration.name,
      migration.sha256,
      migration.breaking,
    ]);
    failpoint('provision.stepped');
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${schema}/${migration.name} failed`, { cause: error });
  }
}
