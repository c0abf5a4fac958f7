import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';
import { RUNTIME_MIGRATIONS, readMigrations } from './migrations.ts';

/**
 * Compares the schema with what this binary knows. Throws, naming the migration and the remedy, when one is missing or was
 * edited, or when the schema holds a breaking one that a newer binary brought.
 */
export async function checkSchema(pool: Pool, service: string, migrations: string): Promise<void> {
  const applied = await transaction(pool, (session) =>
    session.sql<{ name: string; sha256: string; breaking: boolean }>(
      'SELECT name, sha256, breaking FROM schema_migrations',
    ),
  );
  const known = new Map(
    [...readMigrations(RUNTIME_MIGRATIONS), ...readMigrations(migrations)].map((file) => [file.name, file.sha256]),
  );
  const there = new Map(applied.map((row) => [row.name, row.sha256]));
  for (const [name, sha256] of known) {
    if (!there.has(name)) throw new Error(`The schema of ${service} lacks ${name}: run "loop provision"`);
    if (there.get(name) !== sha256)
      throw new Error(`Migration ${name} of ${service} differs from the one that was applied`);
  }
  const newer = applied.find((row) => row.breaking && !known.has(row.name));
  if (newer)
    throw new Error(
      `The schema of ${service} has the breaking ${newer.name}, which this version does not know: deploy a newer one`,
    );
}
