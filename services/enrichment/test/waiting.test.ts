// What waits for an answer is in Postgres: whoever dies, somebody else goes on with it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { OutsideWorld } from './outside-world.ts';

const MAIN = join(import.meta.dirname, '../dist/main.js');

let system: TestSystem;
let world: OutsideWorld;
const running = new Set<Awaited<ReturnType<typeof start>>>();

beforeAll(async () => {
  world = await OutsideWorld.open();
  system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: world.url });
});

afterEach(async () => {
  for (const { kill } of running) await kill();
  running.clear();
});

afterAll(async () => {
  await system.close();
  await world.close();
});

/** Starts enrichment in a process of its own and waits until it is ready. */
async function start(settings: Readonly<Record<string, string>> = {}) {
  const all = Object.entries({ ...system.configOf('enrichment'), ...settings });
  const env = { ...Object.fromEntries(all.map(([name, value]) => [name, String(value)])), PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string | null);
  const end = await Promise.race([once(child, 'message').then(() => 'ready'), gone]);
  if (end !== 'ready') throw new Error(`enrichment ended with ${end} before it was ready`);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const process_ = { gone, kill };
  running.add(process_);
  return process_;
}

async function find(text: string): Promise<string> {
  const opportunityId = randomUUID();
  const source = { platform: 'hackernews', url: 'https://news.ycombinator.com/item?id=1', externalId: opportunityId };
  const post = { opportunityId, source, author: 'tamarisk', title: null, text, postedAt: null, runId: randomUUID() };
  const demand = { score: 0.9, reasons: ['asks'] };
  await system.publish(opportunityFound, { ...post, demand }, DEFAULT_TENANT_ID);
  return opportunityId;
}

const toldOf = (keys: readonly string[]) =>
  system.sql<{ key: string; subject: string }>('SELECT key, subject FROM enrichment.outbox WHERE key = ANY($1)', [
    keys,
  ]);

const decidedOnce = (keys: readonly string[]) =>
  settle(async () => expect((await toldOf(keys)).map(({ key }) => key).sort()).toEqual([...keys].sort()), {
    timeoutMs: 60_000,
  });

const isDnsPaused = (command: 'pause' | 'resume') =>
  system.ask('enrichment', command, { tenantId: null, provider: 'dns' });

test.each(['inbox.committed:1', 'effect.called:1'])(
  'a process killed at %s leaves every post decided, and once',
  async (failpoint) => {
    const doomed = await start({ LOOP_FAILPOINT: failpoint });
    const domain = `${failpoint.replace(/\W/g, '-')}.works`;
    const posts = await Promise.all(Array.from({ length: 5 }, (_, at) => find(`Mail me: writer${at}@${domain}`)));
    expect(await doomed.gone).toBe('SIGKILL');
    await start();
    await decidedOnce(posts);
    expect(await system.sql('SELECT 1 FROM enrichment.waiting_opportunities')).toEqual([]);
    expect(await system.sql('SELECT 1 FROM enrichment.dead_letters')).toEqual([]);
  },
  90_000,
);

test('more posts than one transaction takes wait for one answer, through a restart, and are all decided', async () => {
  const first = await start();
  await isDnsPaused('pause');
  const posts: string[] = [];
  for (let at = 0; at < 600; at++) posts.push(await find(`Mail me: writer${at}@crowded.works`));
  await settle(async () => {
    const [row] = await system.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM enrichment.waiting_opportunities',
    );
    expect(row?.count).toBe(600);
  });
  await first.kill();
  await start();
  expect(await toldOf(posts)).toEqual([]);
  await isDnsPaused('resume');
  await decidedOnce(posts);
  expect(await world.questionsAbout('crowded.works')).toBe(1);
}, 90_000);

test('an operator who ends a question lets those who wait go on without its answer', async () => {
  await start();
  await isDnsPaused('pause');
  const post = await find('Mail me: ines@nobody-asks.works');
  const [effect] = await settle(async () => {
    const effects = await system.sql<{ id: string }>(
      `SELECT id FROM enrichment.effects WHERE key LIKE 'nobody-asks.works %'`,
    );
    expect(effects).toHaveLength(1);
    return effects;
  });
  await system.sql(`UPDATE enrichment.effects SET state = 'unknown' WHERE id = $1`, [effect?.id]);
  await system.ask('enrichment', 'effects_resolve', { effectId: effect?.id, outcome: 'refused', result: {} });
  await decidedOnce([post]);
  await isDnsPaused('resume');
});
