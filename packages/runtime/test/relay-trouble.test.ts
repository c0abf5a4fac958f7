import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let discovery: TestService;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  discovery = await system.start(toyService('discovery'));
});

afterAll(() => system.close());

const decide = (count = 1) =>
  discovery.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
    Promise.resolve(
      Array.from({ length: count }, () =>
        decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() })),
      ),
    ),
  );
const stream = async () => {
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false, timeout: 1_000 });
  return { manager, info: await manager.streams.info('DISCOVERY') };
};
const unsent = () =>
  system.sql<{ id: string }>(
    'SELECT id FROM discovery.outbox o WHERE NOT EXISTS (SELECT 1 FROM discovery.outbox_sent s WHERE s.seq = o.seq)',
  );
const allSent = (timeoutMs: number) => settle(async () => expect(await unsent()).toEqual([]), { timeoutMs });
const allPublished = (ids: readonly string[], timeoutMs: number) =>
  settle(
    async () => {
      const there = new Set((await system.tap.published(opportunityFound)).map((event) => event.id));
      expect(ids.filter((id) => !there.has(id))).toEqual([]);
    },
    { timeoutMs },
  );

test.each([
  ['is larger than the broker takes', `repeat('x', 2000000)`, 'NULL'],
  ['has a trace context that would break the line', `'{}'`, `E'a\\r\\nb'`],
])(
  'an event that %s stays in the outbox, and those decided after it are published',
  async (_what, body, traceparent) => {
    const id = randomUUID();
    await system.sql(
      `INSERT INTO discovery.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body, traceparent)
     VALUES ($1, $2, 'opportunity.found', 1, 'unsendable', now(), $1, $1, ${body}, ${traceparent})`,
      [id, TENANT],
    );
    const ids = [...(await decide(5)), ...(await decide(5))];
    await allPublished(ids, 5_000);
    await settle(async () => expect(await unsent()).toEqual([{ id }]));
    await system.sql('DELETE FROM discovery.outbox WHERE id = $1', [id]);
  },
);

test('events published but not marked, since the database refused, are marked soon after it takes them again', async () => {
  await system.sql('REVOKE INSERT ON discovery.outbox_sent FROM discovery_runtime');
  const ids = await decide(5);
  await allPublished(ids, 5_000);
  expect(await unsent()).toHaveLength(5);
  await system.sql('GRANT INSERT ON discovery.outbox_sent TO discovery_runtime');
  await allSent(5_000);
});

test('a full stream refuses events and loses none: they are published when there is room again', async () => {
  const { manager, info } = await stream();
  await manager.streams.update('DISCOVERY', { max_bytes: info.state.bytes + 1_000 });
  await decide(2_500);
  await settle(async () => expect((await unsent()).length).toBeGreaterThan(2_400));
  await manager.streams.update('DISCOVERY', { max_bytes: info.config.max_bytes });
  await allSent(10_000);
  expect((await stream()).info.state.messages).toBeGreaterThanOrEqual(2_500);
});

test('a stream made anew behind a connection that never broke gets everything again', async () => {
  const before = (await stream()).info.state.messages;
  const created = (await stream()).info.created;
  await system.recreateStream('DISCOVERY');
  await settle(
    async () => {
      const { info } = await stream();
      expect(info.created).not.toBe(created);
      expect(info.state.messages).toBe(before);
    },
    { timeoutMs: 20_000 },
  );
});
