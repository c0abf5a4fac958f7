import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testBrokers } from './test-brokers.ts';

/** A prepared database that tests get copies of. */
export type DatabaseTemplate = {
  readonly name: string;
  /** What distinguishes templates of one name, such as a hash of the migrations. */
  readonly hash: string;
  /**
   * Prepares the database at `url` as its superuser. Must have closed its connections when it returns. Roles belong to
   * the whole cluster: it must cope with their being there already, and give them the same passwords every time.
   */
  readonly provision: (url: string) => Promise<void>;
};

export type TestDatabase = {
  readonly name: string;
  /** Superuser's connection string. */
  readonly url: string;
  /** The same database for another role. */
  urlFor(role: string, password: string): string;
  /** Removes the database, cutting connections still open. */
  drop(): Promise<void>;
};

/**
 * A database of this test file's own: a copy of the template (about 40 ms), or an empty one. The template is made at
 * its first use in a test run; other workers that ask meanwhile wait for it.
 */
export async function createTestDatabase(template?: DatabaseTemplate): Promise<TestDatabase> {
  const { postgresUrl } = testBrokers();
  const source = template ? await ensureTemplate(postgresUrl, template) : 'template0';
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await asSuperuser(postgresUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const url = onDatabase(postgresUrl, name);
  return {
    name,
    url,
    urlFor: (role, password) => {
      const forRole = new URL(url);
      forRole.username = role;
      forRole.password = password;
      return forRole.href;
    },
    drop: async () => {
      await asSuperuser(postgresUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Made under another name and renamed, so that a template that exists is complete. */
async function ensureTemplate(postgresUrl: string, { name, hash, provision }: DatabaseTemplate): Promise<string> {
  const key = createHash('sha256').update(`${name}\0${hash}`).digest('hex').slice(0, 16);
  const finished = `template_${key}`;
  const draft = `draft_${key}`;
  await asSuperuser(postgresUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext('testkit templates'))");
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [finished]);
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
    await provision(onDatabase(postgresUrl, draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${finished}`);
  });
  return finished;
}

function onDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function asSuperuser<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
