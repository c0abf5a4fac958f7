import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@loop/contracts';
import type { RunningSystem } from '@loop/dev';
import { schemaOf } from '@loop/runtime';
import { BrokerTap } from '@loop/testkit';
import type { Pool } from 'pg';
import { withDatabase } from './judge-system.ts';

/** Where a value was found, and how often. */
export interface Finding {
  readonly where: string;
  readonly value: string;
}

/**
 * Looks for values, in any case, in every row of every table of every service, in every message of every stream with its headers,
 * in the files the broker keeps its streams in, and in every log of ours. What providers keep is theirs.
 */
export async function searchEverything(system: RunningSystem, values: readonly string[]): Promise<readonly Finding[]> {
  const wanted = values.map((value) => value.toLowerCase());
  const found: Finding[] = [];
  const look = (where: string, text: string): void => {
    const lower = text.toLowerCase();
    for (const value of wanted) if (lower.includes(value)) found.push({ where, value });
  };
  await withDatabase(system, (database) => searchTables(database, wanted, (finding) => found.push(finding)));
  look('the streams', await everyMessage(system));
  for (const [folder, isMeant] of [
    [join(system.stateDir, 'logs'), (name: string) => !name.startsWith('provider-sandbox')],
    [join(system.stateDir, 'nats'), (name: string) => name.endsWith('.blk')],
  ] as const) {
    for (const { name, parentPath } of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    )) {
      if (isMeant(name))
        look(join(parentPath, name).slice(system.stateDir.length + 1), readFileSync(join(parentPath, name), 'latin1'));
    }
  }
  return found;
}

async function everyMessage({ servers: { natsUrl } }: RunningSystem): Promise<string> {
  const tap = await BrokerTap.open(natsUrl, 'loop', decodeURIComponent(new URL(natsUrl).password));
  try {
    return await tap.everything();
  } finally {
    await tap.close();
  }
}

async function searchTables(
  database: Pool,
  wanted: readonly string[],
  tell: (finding: Finding) => void,
): Promise<void> {
  const { rows: tables } = await database.query<{ table: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY($1)`,
    [SERVICES.flatMap((service) => [schemaOf(service), `${schemaOf(service)}_rebuild`])],
  );
  for (const { table } of tables) {
    // A row as text writes bytes in hexadecimal: they are searched for as well.
    const forms = wanted.flatMap((value) => [value, Buffer.from(value).toString('hex')]);
    const { rows } = await database.query<{ form: string; n: number }>(
      `SELECT form, count(*)::int AS n FROM ${table} t, unnest($1::text[]) AS form
        WHERE position(form IN lower(t::text)) > 0 GROUP BY form`,
      [forms],
    );
    for (const { form } of rows) tell({ where: table, value: form });
  }
}
