import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { natsServerConfig, type Requester, SERVICES } from '@loop/contracts';
import { type PrivateServer, startTestNats, startTestPostgres } from '@loop/testkit';

const LOOP = fileURLToPath(new URL('../dist/loop.js', import.meta.url));
const PASSWORD = 'a-password-of-the-tests';

let nats: PrivateServer;
let postgres: PrivateServer;
let folder: string;

beforeAll(async () => {
  const passwords = Object.fromEntries([...SERVICES, 'loop'].map((user) => [user, PASSWORD]));
  nats = await startTestNats(natsServerConfig({ passwords: passwords as Record<Requester, string> }));
  postgres = await startTestPostgres();
  folder = mkdtempSync(join(tmpdir(), 'loop-provision-'));
});

afterAll(async () => {
  await nats.remove();
  await postgres.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** `loop provision` as its own process, of a system in this mode. */
function provision(mode: string, failpoint?: string) {
  const natsUrl = new URL(nats.url);
  natsUrl.username = 'loop';
  natsUrl.password = PASSWORD;
  const databasePasswords = Object.fromEntries(SERVICES.map((name) => [name, { app: PASSWORD, runtime: PASSWORD }]));
  mkdirSync(join(folder, '.loop'), { recursive: true });
  const facts = { mode, natsUrl: natsUrl.href, databaseUrl: postgres.url, databasePasswords };
  writeFileSync(join(folder, '.loop/connection.json'), JSON.stringify(facts));
  const env = { PATH: process.env['PATH'], ...(failpoint === undefined ? {} : { LOOP_FAILPOINT: failpoint }) };
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [LOOP, 'provision'], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { said: stdout + stderr, status, signal };
}

test('provisioning that is killed at any step, again and again, is completed by the next run', () => {
  for (const step of [1, 2, 3, 7, 12, 18, 25, 33]) {
    expect(provision('sandbox', `provision.stepped:${step}`)).toMatchObject({ signal: 'SIGKILL' });
  }

  expect(provision('sandbox')).toMatchObject({ status: 0 });
  expect(provision('sandbox').said).toContain('No migration was missing');
}, 60_000);

test('provisioning kills itself in a sandbox only, and only where it is told', () => {
  expect(provision('live', 'provision.stepped:1')).toMatchObject({ status: 2, signal: null });
  expect(provision('live', 'provision.stepped:1').said).toContain('not known to be a sandbox');
  expect(provision('sandbox', 'provision.steped:1').said).toContain('is no failpoint');
}, 30_000);
