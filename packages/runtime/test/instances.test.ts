import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { defineEffect, on } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { sql as raw } from 'kysely';
import { z } from 'zod';
import { noteSeen, sample, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const PROGRAM = fileURLToPath(new URL('./instance-process.js', import.meta.url));
const EVENTS_EACH = 150;

let system: TestSystem;
let child: ChildProcess | undefined;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS, enrichment: TOY_MIGRATIONS } });
});

afterEach(() => {
  child?.kill('SIGKILL');
});

afterAll(() => system.close());

/** What one of several instances has done. */
interface Tally {
  handled: number;
  performed: string[];
}

/** An instance that counts what it does. */
function startCounting(tally: Tally): Promise<TestService> {
  const letter = defineEffect({
    name: 'send_letter',
    provider: 'post',
    intent: z.object({ letter: z.string() }),
    perform: async ({ effectId }) => {
      tally.performed.push(effectId);
      return { outcome: 'done', result: {} };
    },
  });
  const handler = on(opportunityFound, async ({ event, tx, act }) => {
    tally.handled += 1;
    await noteSeen(tx, event.id);
    act(letter, { letter: event.id }, { key: event.id });
  });
  return system.start(toyService('enrichment', [handler], { effects: [letter] }));
}

test.each([2, 4])(
  '%i instances share the events and effects, and nothing is done twice',
  async (count) => {
    const tallies = Array.from({ length: count }, (): Tally => ({ handled: 0, performed: [] }));
    const instances = await Promise.all(tallies.map(startCounting));
    const published: string[] = [];
    const publishMore = async () => {
      const data = Array.from({ length: EVENTS_EACH }, () => sample(opportunityFound, { opportunityId: randomUUID() }));
      published.push(...(await Promise.all(data.map((one) => system.publish(opportunityFound, one, TENANT)))));
    };

    await settle(
      async () => {
        await publishMore();
        expect(tallies.filter(({ handled, performed }) => handled === 0 || performed.length === 0)).toEqual([]);
      },
      { timeoutMs: 20_000 },
    );

    const rowsOf = (from: string) => system.sql(`SELECT 1 FROM enrichment.${from} = ANY($1::uuid[])`, [published]);
    await settle(async () => expect(await rowsOf('seen WHERE event_id')).toHaveLength(published.length), {
      timeoutMs: 20_000,
    });
    const performed = () => tallies.flatMap((tally) => tally.performed);
    await settle(() => expect(performed().length).toBeGreaterThanOrEqual(published.length), { timeoutMs: 20_000 });
    expect(new Set(performed()).size).toBe(published.length);
    expect(performed()).toHaveLength(published.length);
    for (const instance of instances) await instance.stop();
  },
  60_000,
);

test('instances that work on the same few rows wait for one another, and never both', async () => {
  const keys = Array.from({ length: 20 }, () => randomUUID());
  const found = (index: number) => sample(opportunityFound, { opportunityId: keys[(index * 7) % 20] ?? '' });
  const count = async (): Promise<number> => {
    const rows = await system.sql<{ n: number }>('SELECT sum(length(history))::int AS n FROM enrichment.deals');
    return rows[0]?.n ?? 0;
  };
  const handler = on(opportunityFound, async ({ event: { key }, tx }) => {
    const row = sql.insertInto('deals').values({ contract_id: key, state: 'found', history: 'x' });
    const oneMore = { history: raw<string>`deals.history || 'x'` };
    await tx.run(row.onConflict((conflict) => conflict.column('contract_id').doUpdateSet(oneMore)));
  });
  await Promise.all(
    Array.from({ length: 2_000 }, (_, index) => system.publish(opportunityFound, found(index), TENANT)),
  );
  const instances = await Promise.all([1, 2].map(() => system.start(toyService('enrichment', [handler]))));
  await settle(async () => expect(await count()).toBe(2_000), { timeoutMs: 30_000 });
  for (const instance of instances) await instance.stop();
  const deadlocks = () => system.sql('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
  expect(await deadlocks()).toEqual([{ deadlocks: 0 }]);
}, 60_000);

test('when the leading relay is killed another instance publishes within five seconds', async () => {
  child = spawn(process.execPath, [PROGRAM, JSON.stringify(system.configOf('discovery'))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  const holder = async () =>
    (await system.sql<{ holder: string }>('SELECT holder FROM discovery.relay_lease WHERE expires_at > now()'))[0]
      ?.holder;
  await settle(async () => expect(await holder()).toBeDefined());
  const leader = await holder();
  const second = await system.start(toyService('discovery'));
  expect(await holder()).toBe(leader);

  child.kill('SIGKILL');
  const killedAt = performance.now();
  const [id] = await second.edge.decide(TENANT, { cause: randomUUID() }, async (decision) => [
    decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() })),
  ]);

  const marked = () =>
    system.sql('SELECT FROM discovery.outbox_sent JOIN discovery.outbox USING (seq) WHERE id = $1', [id]);
  await settle(async () => expect(await marked()).toHaveLength(1), { timeoutMs: 10_000 });
  expect(performance.now() - killedAt).toBeLessThan(5_000);
  expect(await holder()).not.toBe(leader);
  expect((await system.tap.published(opportunityFound)).map((event) => event.id)).toContain(id);
  await second.stop();
}, 30_000);
