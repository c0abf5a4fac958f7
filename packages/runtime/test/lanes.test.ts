import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { type PrivateServer, settle, startTestPostgres, type TestService, TestSystem } from '@loop/testkit';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let postgres: PrivateServer;
let system: TestSystem;
let service: TestService | undefined;
/** Opportunities whose handling waits, by id. */
const gates = new Map<string, Promise<void>>();
const poison = new Set<string>();
const begun: string[] = [];

const handler = on(opportunityFound, async ({ event, tx }) => {
  begun.push(event.id);
  await gates.get(event.key);
  await noteSeen(tx, event.id, event.key);
  if (poison.has(event.key)) throw new Error('this one cannot be handled');
});

beforeAll(async () => {
  postgres = await startTestPostgres();
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS }, postgresUrl: postgres.url });
});

afterEach(async () => {
  await service?.stop();
  gates.clear();
  poison.clear();
  begun.length = 0;
});

afterAll(async () => {
  await system.close();
  await postgres.remove();
});

const start = async () => {
  service = await system.start(toyService('enrichment', [handler]));
};
const publish = (opportunityId: string) =>
  system.publish(opportunityFound, sample(opportunityFound, { opportunityId }), TENANT);
const publishMany = (count: number) => Promise.all(Array.from({ length: count }, () => publish(randomUUID())));
const seen = (ids: readonly string[]) =>
  system.sql<{ event_id: string }>(
    'SELECT event_id FROM enrichment.seen WHERE event_id = ANY($1::uuid[]) ORDER BY id',
    [ids],
  );

test('events of one key are handled in the order they came, whatever goes on beside them', async () => {
  const keys = Array.from({ length: 10 }, () => randomUUID());
  const ids = new Map<string, string[]>(keys.map((key) => [key, []]));
  for (let round = 0; round < 20; round++) {
    for (const key of keys) ids.get(key)?.push(await publish(key));
  }
  await start();
  const all = [...ids.values()].flat();
  await settle(async () => expect(await seen(all)).toHaveLength(200), { timeoutMs: 30_000 });
  for (const own of ids.values()) expect((await seen(own)).map((row) => row.event_id)).toEqual(own);
});

test('while one event takes its time, those of most other keys are handled', async () => {
  await start();
  const slow = randomUUID();
  const gate = Promise.withResolvers<void>();
  gates.set(slow, gate.promise);
  const slowId = await publish(slow);
  await settle(() => expect(begun).toContain(slowId));
  const others = await publishMany(100);
  await settle(async () => expect((await seen(others)).length).toBeGreaterThan(20));
  expect(await seen([slowId])).toHaveLength(0);
  gate.resolve();
  await settle(async () => expect(await seen([slowId, ...others])).toHaveLength(101));
});

test('a poison event does not stop what is not poisoned', async () => {
  await start();
  const bad = randomUUID();
  poison.add(bad);
  const [badId, ids] = await Promise.all([publish(bad), publishMany(100)]);
  await settle(async () => expect(await seen(ids)).toHaveLength(100));
  expect(await seen([badId])).toHaveLength(0);
});

test('what a stopping instance has not begun goes to the next at once', async () => {
  await start();
  const slow = randomUUID();
  const gate = Promise.withResolvers<void>();
  gates.set(slow, gate.promise);
  const slowId = await publish(slow);
  await settle(() => expect(begun).toContain(slowId));
  const waiting = await publishMany(100);
  await settle(async () => expect((await seen(waiting)).length).toBeGreaterThan(20));
  const stopped = service?.stop();
  gate.resolve();
  await stopped;
  await start();
  await settle(async () => expect(await seen([slowId, ...waiting])).toHaveLength(101), { timeoutMs: 10_000 });
  expect(begun.filter((id) => id === slowId || waiting.includes(id))).toHaveLength(101);
});

test('an outage counts no attempt in any lane', async () => {
  await start();
  const before = await publishMany(50);
  await settle(async () => expect(await seen(before)).toHaveLength(50));
  await postgres.down();
  const ids = await publishMany(100);
  await postgres.up();
  await settle(async () => expect(await seen(ids)).toHaveLength(100), { timeoutMs: 30_000 });
  expect(await system.sql('SELECT 1 FROM enrichment.attempts')).toHaveLength(0);
  expect(await system.sql('SELECT 1 FROM enrichment.dead_letters WHERE reason <> $1', ['failed'])).toHaveLength(0);
});
