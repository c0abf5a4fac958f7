import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { Client } from 'pg';
import { sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let discovery: TestService;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  discovery = await system.start(toyService('discovery'));
});

afterAll(() => system.close());

const decide = (cause: string, count = 1) =>
  discovery.edge.decide(TENANT, { cause }, (decision) =>
    Promise.resolve(
      Array.from({ length: count }, () =>
        decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() })),
      ),
    ),
  );
const publishedIds = async () => new Set((await system.tap.published(opportunityFound)).map((event) => event.id));
const allPublished = (ids: readonly string[], timeoutMs = 15_000) =>
  settle(
    async () => {
      const there = await publishedIds();
      expect(ids.filter((id) => !there.has(id))).toEqual([]);
    },
    { timeoutMs },
  );
const unsent = () =>
  system.sql<{ id: string }>(
    'SELECT id FROM discovery.outbox o WHERE NOT EXISTS (SELECT 1 FROM discovery.outbox_sent s WHERE s.seq = o.seq)',
  );

test('an event is published when its decision commits, and never when it does not', async () => {
  const ids = await decide('it commits');
  await allPublished(ids);
  let lost = '';
  const failing = discovery.edge.decide(TENANT, { cause: 'it does not' }, async (decision) => {
    lost = decision.emit(opportunityFound, sample(opportunityFound));
    throw new Error('changed our mind');
  });
  await expect(failing).rejects.toThrow('changed our mind');
  await allPublished(await decide('afterwards'));
  expect(await publishedIds()).not.toContain(lost);
});

test('the same cause decided twice gives events of the same ids, which the stream keeps once', async () => {
  const opportunityId = randomUUID();
  const once = () =>
    discovery.edge.decide(TENANT, { cause: 'a click' }, async (decision) =>
      decision.emit(opportunityFound, sample(opportunityFound, { opportunityId })),
    );
  const [first, second] = [await once(), await once()];
  expect(second).toBe(first);
  await settle(async () => expect(await unsent()).toEqual([]));
  const copies = (await system.tap.published(opportunityFound)).filter((event) => event.id === first);
  expect(copies).toHaveLength(1);
});

test('an event whose transaction commits after later ones were published is still published', async () => {
  const late = new Client({ connectionString: system.databaseUrl });
  await late.connect();
  const id = randomUUID();
  await late.query('BEGIN');
  await late.query(
    `INSERT INTO discovery.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
     VALUES ($1, $2, 'opportunity.found', 1, 'late', now(), $1, $1, $3)`,
    [id, TENANT, JSON.stringify(sample(opportunityFound, { opportunityId: id }))],
  );
  await allPublished(await decide('later but first', 50));
  expect(await publishedIds()).not.toContain(id);
  await late.query('COMMIT');
  await late.end();
  await allPublished([id], 3_000);
});

test('events decided while the broker is away are published when it is back', async () => {
  await system.nats.down();
  const ids = [...(await decide('away 1', 20)), ...(await decide('away 2', 20))];
  expect(await unsent()).toHaveLength(40);
  await system.nats.up();
  await allPublished(ids);
  await settle(async () => expect(await unsent()).toEqual([]));
});

test('events that the broker had acknowledged and then lost are published again', async () => {
  const before = await decide('kept', 5);
  await allPublished(before);
  await settle(async () => expect(await unsent()).toEqual([]));
  await system.nats.down();
  const copy = system.nats.copyStore();
  await system.nats.up();
  const lost = await decide('lost by the broker', 5);
  await allPublished(lost);
  await settle(async () => expect(await unsent()).toEqual([]));
  await system.nats.down();
  copy.putBack();
  const meanwhile = await decide('decided meanwhile', 5);
  await system.nats.up();
  await allPublished([...before, ...lost, ...meanwhile]);
});

test('a broker that comes back empty gets everything again', async () => {
  const ids = await decide('before the disk was lost', 5);
  await allPublished(ids);
  await settle(async () => expect(await unsent()).toEqual([]));
  await system.recreateStream('DISCOVERY');
  await system.nats.down();
  await system.nats.up();
  await allPublished(ids);
});

test('when the leading relay is gone another instance publishes within five seconds', async () => {
  const second = await system.start(toyService('discovery'));
  await discovery.stop();
  const startedAtMs = Date.now();
  const ids = await second.edge.decide(TENANT, { cause: 'from the second' }, (decision) =>
    Promise.resolve([decision.emit(opportunityFound, sample(opportunityFound))]),
  );
  await allPublished(ids, 5_000);
  expect(Date.now() - startedAtMs).toBeLessThan(5_000);
  await second.stop();
});

test('a second relay with an old fence writes nothing', async () => {
  const old = await system.start(toyService('discovery'));
  const emit = () =>
    old.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
      Promise.resolve([decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() }))]),
    );
  const renewal = async () =>
    (await system.sql<{ at: string }>('SELECT expires_at::text AS at FROM discovery.relay_lease'))[0];
  const blocked = () =>
    system.sql("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
  await allPublished(await emit());
  await settle(async () => expect(await unsent()).toEqual([]));
  const before = await renewal();
  await settle(async () => expect(await renewal()).not.toEqual(before));

  // For almost a second it believes that it leads; somebody else has the lease and has not said so yet.
  const successor = new Client({ connectionString: system.databaseUrl });
  await successor.connect();
  await successor.query('BEGIN');
  await successor.query(
    `UPDATE discovery.relay_lease SET holder = gen_random_uuid(), fence = fence + 1, expires_at = now() + interval '1 hour'`,
  );
  const published = await emit();
  await settle(async () => expect(await blocked()).not.toEqual([]));
  await successor.query('COMMIT');
  await successor.end();

  await settle(async () => expect(await blocked()).toEqual([]));
  expect(await unsent()).toHaveLength(1);
  await emit();
  expect(await unsent()).toHaveLength(2);
  await system.sql(`UPDATE discovery.relay_lease SET expires_at = '-infinity'`);
  await settle(async () => expect(await unsent()).toEqual([]));
  await allPublished(published);
});
