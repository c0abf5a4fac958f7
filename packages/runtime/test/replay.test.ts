import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound, replayConsumer } from '@loop/contracts';
import { defineEffect, on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { z } from 'zod';
import { endOf, startReplay, type Wish } from './replaying.ts';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
const ids: string[] = [];
let sent = 0;
let broken = '';

const announce = defineEffect({
  name: 'announce',
  provider: 'post',
  intent: z.object({}),
  perform: async () => {
    sent += 1;
    return { outcome: 'done', result: {} };
  },
});

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
  const handler = on(opportunityFound, async ({ event, tx, emit, act }) => {
    if (event.data.opportunityId === broken) throw new Error('still broken');
    await noteSeen(tx, event.id);
    emit(contactEnriched, { ...sample(contactEnriched), opportunityId: event.data.opportunityId });
    await act(announce, {}, { key: event.data.opportunityId });
  });
  await system.start(toyService('enrichment', [handler], { effects: [announce] }));
  for (let index = 0; index < 30; index++) {
    const data = sample(opportunityFound, { opportunityId: randomUUID() });
    ids.push(await system.publish(opportunityFound, data, TENANT));
  }
  await settle(() => expect(sent).toBe(30));
});

afterAll(() => system.close());

const count = async (table: string) =>
  Number((await system.sql<{ n: string }>(`SELECT count(*) AS n FROM enrichment.${table}`))[0]?.n);

const replay = (mode: 'dry-run' | 'repair', wish: Partial<Wish> = {}) =>
  startReplay(system, { mode, service: 'enrichment', subject: 'opportunity.found', ...wish });
const ended = (replayId: string) => endOf(system, 'enrichment', replayId);

test('a dry run tells what is handled and what is missing, and changes nothing', async () => {
  await system.sql('DELETE FROM enrichment.inbox WHERE event_id = ANY($1::uuid[])', [ids.slice(0, 3)]);
  await system.sql('DELETE FROM enrichment.seen WHERE event_id = ANY($1::uuid[])', [ids.slice(0, 3)]);
  const before = { outbox: await count('outbox'), seen: await count('seen') };
  const { replayId } = await replay('dry-run');
  expect(await ended(replayId)).toMatchObject({
    state: 'completed',
    read: 30,
    alreadyHandled: 27,
    handled: 3,
    failed: 0,
  });
  expect({ outbox: await count('outbox'), seen: await count('seen') }).toEqual(before);
  expect(sent).toBe(30);
});

test('a repair handles only what is missing, and no message goes out a second time', async () => {
  const { replayId } = await replay('repair');
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: 30, alreadyHandled: 27, handled: 3 });
  expect(await count('seen')).toBe(30);
  await settle(async () => {
    const unsent = await system.sql(
      'SELECT 1 FROM enrichment.outbox o WHERE NOT EXISTS (SELECT 1 FROM enrichment.outbox_sent s WHERE s.seq = o.seq)',
    );
    expect(unsent).toHaveLength(0);
  });
  const enriched = await system.tap.published(contactEnriched);
  expect(enriched).toHaveLength(30);
  expect(sent).toBe(30);
});

test('an event that still fails is counted and named, and the rest is handled', async () => {
  const [first] = await system.tap.published(opportunityFound);
  broken = first?.data.opportunityId ?? '';
  await system.sql('DELETE FROM enrichment.inbox WHERE event_id = ANY($1::uuid[])', [ids.slice(0, 2)]);
  const { replayId } = await replay('dry-run');
  expect(await ended(replayId)).toMatchObject({ failed: 1, handled: 1, errors: ['#1: still broken'] });
});

test('a replay whose instance died is taken over by another, which misses nothing the dead one had been given', async () => {
  const { stream, config } = replayConsumer('enrichment', 'enrichment-replay-4', 'opportunity.found', { sequence: 1 });
  const replayId = randomUUID();
  await system.lineUp({ stream, service: 'enrichment', config: { ...config, ack_wait: 1_500_000_000 } }, replayId);
  const { connection } = await system.tapAs('enrichment');
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const slot = jetstream(connection).consumers.getConsumerFromInfo(await manager.consumers.info(stream, config.name));
  const given: number[] = [];
  for await (const message of await slot.fetch({ max_messages: 10, expires: 2_000 })) given.push(message.seq);
  expect(given).toHaveLength(10);
  await system.sql('DELETE FROM enrichment.inbox WHERE event_id = $1', [ids[0]]);
  await system.sql(
    `INSERT INTO enrichment.replay_jobs (id, name, mode, stream, slot, subject, last_sequence, expected, rate_per_second, actor, reason,
       updated_at) VALUES ($1, 'abandoned', 'dry-run', $2, $3, 'opportunity.found', 30, 30, 1000, 'tester', 'a test', now() - interval '1 min')`,
    [replayId, stream, config.name],
  );
  broken = '';
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: 30, failed: 0 });
});
