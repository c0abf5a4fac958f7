import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningPostgres, startPostgres } from '@loop/supervisors';
import { Client } from 'pg';
import { alive, eventually, processesWith, removeScratch, scratchDir } from './scratch.ts';

let root: string;
let stateDir: string;
const running: RunningPostgres[] = [];

beforeEach(() => {
  root = scratchDir();
  stateDir = join(root, 'postgres');
});

afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  removeScratch(root);
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ stateDir, ...options });
  running.push(postgres);
  return postgres;
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // Killing the server breaks the connection outside any query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Inserts rows one commit at a time until the server is gone; answers how many were acknowledged. */
async function insertUntilKilled(postgres: RunningPostgres): Promise<number> {
  let acknowledged = 0;
  const client = new Client({ connectionString: postgres.url });
  const lost = new Promise<void>((resolve) => client.on('error', () => resolve()));
  await client.connect();
  await client.query('CREATE TABLE kept (n int)');
  try {
    for (;;) {
      await client.query('INSERT INTO kept VALUES ($1)', [acknowledged]);
      acknowledged += 1;
      if (acknowledged === 200) postgres.kill9();
    }
  } catch {
    await lost;
    return acknowledged;
  }
}

test('keeps every acknowledged row when the database is killed, and comes back on the same port', async () => {
  const postgres = await start({ restart: { minDelayMs: 20, maxDelayMs: 500 } });
  const { pid, url } = postgres;
  const acknowledged = await insertUntilKilled(postgres);
  await eventually('the database is back', () => postgres.pid !== pid && alive(postgres.pid));
  const kept = await connected(url, (client) => client.query<{ n: number }>('SELECT count(*)::int AS n FROM kept'));
  expect(kept.rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
  expect(acknowledged).toBeGreaterThanOrEqual(200);
});

test('has the same address and data at the next start, and leaves no process behind', async () => {
  const first = await start();
  await connected(first.url, (client) => client.query('CREATE TABLE remembered (n int)'));
  await first.stop();
  expect(processesWith(stateDir)).toEqual([]);
  const second = await start();
  expect(second.url).toBe(first.url);
  await connected(second.url, (client) => client.query('SELECT * FROM remembered'));
});

test('refuses a second start on the same state directory, naming the process that uses it', async () => {
  await start();
  await expect(startPostgres({ stateDir })).rejects.toThrow(`in use by process ${process.pid}`);
});

test('refuses a port that another process listens on, saying which', async () => {
  const { port } = await start();
  await expect(startPostgres({ stateDir: join(root, 'second'), port })).rejects.toThrow(`Port ${port}`);
});

test('lets nobody in without the generated password, which only its owner can read', async () => {
  const { url } = await start();
  const guessed = new URL(url);
  guessed.password = 'guess';
  await expect(connected(guessed.href, async () => undefined)).rejects.toThrow('password authentication failed');
  expect(statSync(join(stateDir, 'superuser-password')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(stateDir, 'data/pg_hba.conf'), 'utf8')).not.toContain('trust');
  expect(existsSync(join(stateDir, 'password.new'))).toBe(false);
});

test('starts over an interrupted first start', async () => {
  mkdirSync(join(stateDir, 'data.new', 'half'), { recursive: true });
  writeFileSync(join(stateDir, 'password.new'), 'left behind');
  await start();
  expect(existsSync(join(stateDir, 'data.new'))).toBe(false);
  expect(existsSync(join(stateDir, 'password.new'))).toBe(false);
});

test('is not misled by a pid file whose pid now belongs to another program', async () => {
  await (await start()).stop();
  writeFileSync(join(stateDir, 'data/postmaster.pid'), `${process.pid}\n${stateDir}/data\n0\n1\n\n127.0.0.1\n`);
  await start();
  expect(alive(process.pid)).toBe(true);
});

test('starts below a directory closed to others, and anew once its state directory was deleted', async () => {
  chmodSync(root, 0o700);
  const first = await start();
  await connected(first.url, (client) => client.query('CREATE TABLE forgotten (n int)'));
  await first.stop();
  rmSync(stateDir, { recursive: true });
  const second = await start();
  const found = await connected(second.url, (client) => client.query("SELECT to_regclass('forgotten') AS name"));
  expect(found.rows).toEqual([{ name: null }]);
  const where = await connected(second.url, (client) =>
    client.query<{ data_directory: string }>('SHOW data_directory'),
  );
  await second.stop();
  rmSync(dirname(where.rows[0]?.data_directory ?? root), { recursive: true, force: true });
});
