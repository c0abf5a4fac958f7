import pg from 'pg';
import type { Bed } from '../harness/bed.ts';

/** The consumer's writes as anybody would send them, one statement each for any number of events. */
const STATEMENTS = {
  admit: `SELECT set_config('app.tenant_id', $1, true)`,
  inbox: `INSERT INTO inbox (event_id, tenant_id, fingerprint)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id`,
  upsert: `INSERT INTO tallies (tenant_id, entity_id, note, events)
    SELECT *, 1 FROM unnest($1::uuid[], $2::uuid[], $3::text[])
    ON CONFLICT (tenant_id, entity_id) DO UPDATE SET events = tallies.events + 1, note = excluded.note`,
  outbox: `INSERT INTO outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::uuid[],
      $8::uuid[], $9::text[])`,
} as const;

/** Values for the statements of one transaction. */
export type TransactionValues = Readonly<Record<keyof typeof STATEMENTS, unknown[]>>;

/** Opens a connection of the service's `app` role, pipelined as the runtime's own. */
export async function openAppConnection(bed: Bed): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: bed.system.configOf('enrichment').LOOP_DATABASE_APP_URL,
    options: '-c search_path=enrichment',
    ...{ pipeline: true },
  });
  await client.connect();
  return client;
}

/** Commits one transaction in two round trips: the inbox has to answer before anything is handled. Throws when it did not commit. */
export async function commitOnce(client: pg.Client, values: TransactionValues): Promise<void> {
  const send = (name: keyof typeof STATEMENTS) => client.query({ name, text: STATEMENTS[name], values: values[name] });
  await Promise.all([client.query('BEGIN'), send('admit'), send('inbox')]);
  const [, , { command }] = await Promise.all([send('upsert'), send('outbox'), client.query('COMMIT')]);
  if (command !== 'COMMIT') throw new Error('A transaction of a baseline was rolled back');
}
