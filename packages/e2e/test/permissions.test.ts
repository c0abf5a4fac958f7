import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_TENANT_ID, rolesOf } from '@loop/runtime';
import { TestSystem } from '@loop/testkit';
import { Client } from 'pg';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open();
});

afterAll(() => system.close());

describe('the broker', () => {
  /** What the broker says to a request that a service's user makes of it. */
  const ask = async (subject: string, body = '{}') => {
    const { connection } = await system.tapAs('discovery');
    return connection.request(subject, body, { timeout: 2_000 });
  };

  test('does not let discovery say that a client has signed', async () => {
    await expect(ask('contract.signed')).rejects.toThrow('Permissions Violation for Publish to "contract.signed"');
  });

  test("does not let discovery pull what payments is to read, nor ack it in payments' name", async () => {
    await expect(ask('$JS.API.CONSUMER.MSG.NEXT.CLIENT_PORTAL.payments')).rejects.toThrow('Permissions Violation');
    await expect(ask('$JS.ACK.CLIENT_PORTAL.payments.1.1.1.1.0')).rejects.toThrow('Permissions Violation');
  });

  test("does not let discovery look into another service's stream", async () => {
    await expect(ask('$JS.API.STREAM.MSG.GET.PAYMENTS', '{"seq":1}')).rejects.toThrow('Permissions Violation');
    await expect(ask('$JS.API.DIRECT.GET.PAYMENTS', '{"seq":1}')).rejects.toThrow('Permissions Violation');
  });

  test('does not let discovery make, change or delete a stream, not even its own', async () => {
    for (const what of ['CREATE.MINE', 'UPDATE.DISCOVERY', 'DELETE.DISCOVERY', 'PURGE.DISCOVERY']) {
      await expect(ask(`$JS.API.STREAM.${what}`)).rejects.toThrow('Permissions Violation');
    }
  });

  test('does not let discovery make a consumer of its own making', async () => {
    await expect(ask('$JS.API.CONSUMER.CREATE.DISCOVERY.spy')).rejects.toThrow('Permissions Violation');
    await expect(ask('$JS.API.CONSUMER.DURABLE.CREATE.PAYMENTS.spy')).rejects.toThrow('Permissions Violation');
  });

  test("does not let discovery command another service, ask for a client's deal link, or listen in on answers", async () => {
    await expect(ask('ops.payments.pause')).rejects.toThrow('Permissions Violation');
    await expect(ask('portal.deal_link')).rejects.toThrow('Permissions Violation');

    const { connection } = await system.tapAs('discovery');
    const listening = new Promise((resolve) => {
      connection.subscribe('_INBOX_payments.>', { callback: (error) => resolve(error) });
    });

    await expect(listening).resolves.toMatchObject({ message: expect.stringContaining('Permissions Violation') });
  });

  test('lets discovery publish what it publishes, and keeps it', async () => {
    const stored = await ask('discovery.completed');

    expect(JSON.parse(stored.string())).toMatchObject({ stream: 'DISCOVERY' });
  });

  test('does not let the operator publish an event', async () => {
    await expect(system.tap.connection.request('discovery.completed', '{}', { timeout: 2_000 })).rejects.toThrow(
      'Permissions Violation',
    );
  });
});

describe('the database', () => {
  /** Runs SQL as one of a service's roles, for one tenant, and takes it back. */
  const as = async <O extends object>(role: string, sql: string, tenantId = DEFAULT_TENANT_ID): Promise<O[]> => {
    const client = new Client({ connectionString: system.urlAs(role) });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenantId]);
      return (await client.query(sql)).rows as O[];
    } finally {
      await client.end();
    }
  };
  const portal = rolesOf('client-portal');
  const payments = rolesOf('payments');
  const insertRowOf = (tenantId: string) =>
    system.sql(
      'INSERT INTO enrichment.inbox (event_id, tenant_id, fingerprint) VALUES (gen_random_uuid(), $1, gen_random_uuid())',
      [tenantId],
    );

  test("does not let the portal read payments' ledger", async () => {
    await expect(as(portal.app, 'SELECT * FROM payments.posting_entries')).rejects.toThrow(
      'permission denied for schema payments',
    );
  });

  test("does not let payments read the portal's contracts, with either of its roles", async () => {
    for (const role of [payments.app, payments.runtime]) {
      await expect(as(role, 'SELECT * FROM client_portal.contracts')).rejects.toThrow(
        'permission denied for schema client_portal',
      );
    }
  });

  test('shows one tenant nothing of another', async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    await insertRowOf(one);

    const { app } = rolesOf('enrichment');
    const seenBy = async (tenantId: string) => (await as(app, 'SELECT * FROM enrichment.inbox', tenantId)).length;

    expect([await seenBy(one), await seenBy(other)]).toEqual([1, 0]);
  });

  test('does not let one tenant write in the name of another', async () => {
    const { app } = rolesOf('enrichment');
    const forge = `INSERT INTO enrichment.inbox (event_id, tenant_id, fingerprint)
      VALUES (gen_random_uuid(), '${randomUUID()}', gen_random_uuid())`;

    await expect(as(app, forge, randomUUID())).rejects.toThrow('row-level security');
  });

  test('lets nobody who logs in change or delete a row of an append-only table', async () => {
    const tables = await system.sql<{ service: string; name: string; column: string }>(
      `SELECT n.nspname AS service, c.relname AS name, a.attname AS column
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
        WHERE obj_description(c.oid, 'pg_class') = 'append-only'`,
    );
    expect(tables.map(({ service }) => service)).toEqual(expect.arrayContaining(['payments', 'client_portal']));

    for (const { service, name, column } of tables) {
      for (const role of [`${service}_app`, `${service}_runtime`]) {
        const table = `${service}.${name}`;
        await expect(as(role, `UPDATE ${table} SET ${column} = DEFAULT`)).rejects.toThrow('permission denied');
        await expect(as(role, `DELETE FROM ${table}`)).rejects.toThrow('permission denied');
      }
    }
  });
});
