import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contractPresented, messageStatusChanged, opportunityFound, opsDiscover } from '@loop/contracts';
import { openDeals, type RunningSystem, recorded, startSystem } from '@loop/dev';
import { searchEverything } from '@loop/e2e';
import { runLoop } from '@loop/ops';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';

let stateDir: string;
let system: RunningSystem;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-forget-'));
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'debug' };
  system = await startSystem({ stateDir, env, onNotice: () => undefined });
}, 90_000);

afterAll(async () => {
  await system?.stop();
  rmSync(stateDir, { recursive: true });
}, 60_000);

async function loop(...args: string[]): Promise<{ readonly exitCode: number; readonly said: string }> {
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  const env = { LOOP_NATS_URL: system.servers.natsUrl, LOOP_DATABASE_URL: system.servers.databaseUrl };
  const terminal = {
    out: hear,
    err: hear,
    interactive: false,
    env,
    folder: stateDir,
    signal: new AbortController().signal,
  };
  return { exitCode: await runLoop(args, terminal), said };
}

/** Somebody none of whose names stands anywhere else. */
function person(name: string) {
  const [email, handle] = [`${name}@${name}-works.coop`, `${name}_tw`];
  const line = (id: string, text: string) =>
    JSON.stringify({
      platform: 'forum',
      id: `${name}-${id}`,
      author: `${name}author`,
      url: `https://forum.example/${name}author/${id}`,
      text,
    });
  const asks = `We run a florist called ${name} and look for a freelance developer. We need a landing page with a booking form. Budget $2500, fixed price. Please write to ${email} or twitter.com/${handle}. Thanks, ${name}`;
  const again = `${asks} Posted once more.`;
  const offers = `SEEKING WORK: I am ${name}, a developer with 9 years of practice. Hire me, write to ${email}.`;
  return { email, handle, name, lines: [line('1', asks), line('2', again), line('3', offers)] };
}

async function importLines(lines: readonly string[]): Promise<void> {
  const order = { tenantId: DEFAULT_TENANT_ID, source: 'import', query: null, limit: null, lines: [...lines] };
  const answer = await system.operator.request(opsDiscover.request('discovery'), {
    ...order,
    actor: 'tester',
    reason: 'a test',
  });
  expect(answer).toHaveProperty('ok');
}

/** Has somebody's posts imported, and waits until their proposal is delivered, with the provider's report of it. */
async function presented(one: ReturnType<typeof person>) {
  await importLines(one.lines);
  return await system.watch.until(
    (record) => {
      const post = recorded(record, opportunityFound).find(({ data }) => data.text.includes(one.email));
      const deal = openDeals(record).find(({ contractId }) =>
        recorded(record, contractPresented).some(
          (event) => event.key === contractId && event.correlationId === post?.key,
        ),
      );
      const isReported = recorded(record, messageStatusChanged).some((event) => event.correlationId === post?.key);
      return deal !== undefined && isReported ? { deal, opportunityId: post?.key ?? '' } : undefined;
    },
    { timeoutMs: 60_000, what: `the proposal to ${one.name}` },
  );
}

const forget = (one: ReturnType<typeof person>) =>
  loop('forget', `email:${one.email}`, '--yes', '--reason', 'asked by letter', '--json');

/** Waits until nothing of somebody is found, and says where something is as long as it is. */
const goneEverywhere = (one: ReturnType<typeof person>) =>
  settle(async () => expect(await searchEverything(system, [one.name])).toEqual([]), { timeoutMs: 60_000 });

test('a dry run counts and changes nothing; who is forgotten is in no table, stream, file of the broker or log', async () => {
  const one = person('quillfeather');
  await presented(one);
  const dry = await loop('forget', `email:${one.email}`);
  expect(dry.exitCode).toBe(0);
  expect(dry.said).toMatch(/discovery +outbox +[2-9]/);
  expect(dry.said).toMatch(/client-portal +contracts_withdrawn +1/);
  expect(dry.said).toContain('Nothing was changed');
  expect((await searchEverything(system, [one.name])).length).toBeGreaterThan(10);

  expect(await forget(one)).toMatchObject({ exitCode: 0 });
  await goneEverywhere(one);
}, 180_000);

test('services that are killed in the middle of it go on when they are back', async () => {
  const one = person('ravenscroft');
  await presented(one);
  const victims = Object.values(system.services).map(([first]) => first);
  for (const [index, victim] of victims.entries()) {
    victim.equipNext({ LOOP_FAILPOINT: `erasure.stepped:${index + 1}` });
    victim.kill9();
  }
  await settle(() => Promise.all(victims.map((victim) => victim.ready())), { timeoutMs: 60_000 });
  await forget(one);
  await settle(
    () =>
      expect(victims.every(({ exits }) => exits.filter(({ signal }) => signal === 'SIGKILL').length > 1)).toBe(true),
    { timeoutMs: 60_000 },
  );
  await goneEverywhere(one);
}, 240_000);
