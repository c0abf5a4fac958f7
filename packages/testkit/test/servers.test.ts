import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type DatabaseTemplate,
  type PrivateServer,
  settle,
  startTestNats,
  startTestPostgres,
  type TestDatabase,
  testBrokers,
} from '@loop/testkit';
import { Client } from 'pg';

const databases: TestDatabase[] = [];
const servers: PrivateServer[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
  for (const server of servers.splice(0)) await server.remove();
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function created(template?: DatabaseTemplate): Promise<TestDatabase> {
  const database = await createTestDatabase(template);
  databases.push(database);
  return database;
}

async function kept(server: Promise<PrivateServer>): Promise<PrivateServer> {
  servers.push(await server);
  return await server;
}

/** First bytes a NATS server sends to whoever connects. */
async function greeting(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    return bytes.toString();
  } finally {
    socket.destroy();
  }
}

test('files that ask for the same template at once have it built once and get copies that do not touch', async () => {
  let built = 0;
  const template: DatabaseTemplate = {
    name: 'ledger',
    hash: 'first',
    provision: async (url) => {
      built += 1;
      await query(url, 'CREATE TABLE posting (amount int); INSERT INTO posting VALUES (5)');
    },
  };
  const [one, other] = await Promise.all([created(template), created(template)]);
  await query(one.url, 'DELETE FROM posting');
  expect(await query(other.url, 'SELECT amount FROM posting')).toEqual([{ amount: 5 }]);
  expect(built).toBe(1);
});

test('a template whose build failed is built anew', async () => {
  let attempts = 0;
  const template: DatabaseTemplate = {
    name: 'broken at first',
    hash: 'first',
    provision: async (url) => {
      attempts += 1;
      await query(url, 'CREATE TABLE half (n int)');
      if (attempts === 1) throw new Error('migration failed');
    },
  };
  await expect(createTestDatabase(template)).rejects.toThrow('migration failed');
  expect(await query((await created(template)).url, 'SELECT * FROM half')).toEqual([]);
});

test('a dropped database is gone even while somebody is connected to it', async () => {
  const database = await created();
  const client = new Client({ connectionString: database.url });
  const cut = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await database.drop();
  await cut;
  const names = await query(testBrokers().postgresUrl, 'SELECT datname FROM pg_database');
  expect(names).not.toContainEqual({ datname: database.name });
});

test('another role reaches the same database with its own password', async () => {
  const database = await created();
  await query(database.url, "CREATE ROLE testkit_reader LOGIN PASSWORD 'tells-nobody'");
  const url = database.urlFor('testkit_reader', 'tells-nobody');
  expect(await query(url, 'SELECT current_user AS role, current_database() AS name')).toEqual([
    { role: 'testkit_reader', name: database.name },
  ]);
});

test('the shared broker speaks NATS', async () => {
  expect(await greeting(testBrokers().natsUrl)).toContain('INFO {');
});

test('a private broker takes its configuration, goes, comes back at the same address and ends for good', async () => {
  const nats = await kept(startTestNats('authorization { user: someone, password: "tells-nobody" }'));
  expect(await greeting(nats.url)).toContain('"auth_required":true');
  await nats.down();
  await expect(greeting(nats.url)).rejects.toThrow('ECONNREFUSED');
  await nats.up();
  expect(await greeting(nats.url)).toContain('INFO {');
  nats.kill9();
  await settle(() => greeting(nats.url));
  await nats.remove();
  await expect(greeting(nats.url)).rejects.toThrow('ECONNREFUSED');
});

test('a private database survives being killed', async () => {
  const postgres = await kept(startTestPostgres());
  await query(postgres.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
  postgres.kill9();
  expect(await settle(() => query(postgres.url, 'SELECT n FROM kept'))).toEqual([{ n: 1 }]);
});
