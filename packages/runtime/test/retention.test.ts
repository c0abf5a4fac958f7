import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { REPLAY_HORIZON_DAYS, streams } from '@loop/contracts';
import { defineEffect } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
const called: string[] = [];

const sendLetter = defineEffect({
  name: 'send_letter',
  provider: 'post',
  intent: z.object({ letter: z.string() }),
  perform: async ({ intent: { letter } }) => {
    called.push(letter);
    return { outcome: 'done', result: { ref: 'r1' } };
  },
});

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
});

afterAll(() => system.close());

const start = (): Promise<TestService> => system.start(toyService('discovery', [], { effects: [sendLetter] }));
const exists = async (table: string, column: string, value: string): Promise<boolean> =>
  (await system.sql(`SELECT 1 FROM discovery.${table} WHERE ${column} = $1`, [value])).length > 0;

async function handled(daysAgo: number): Promise<string> {
  const id = randomUUID();
  await system.sql(
    `INSERT INTO discovery.inbox (event_id, tenant_id, fingerprint, handled_at)
     VALUES ($1, $2, $1, now() - $3 * interval '1 day')`,
    [id, TENANT, daysAgo],
  );
  return id;
}

/** A row of the outbox whose key no header can hold, so that the relay never sends it. */
async function emitted(sentDaysAgo: number | null): Promise<string> {
  const id = randomUUID();
  const [row] = await system.sql<{ seq: string }>(
    `INSERT INTO discovery.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
     VALUES ($1, $2, 'opportunity.found', 1, E'a\\r\\nb', now() - interval '400 days', $1, $1, '{}') RETURNING seq`,
    [id, TENANT],
  );
  if (sentDaysAgo !== null) {
    await system.sql(
      `INSERT INTO discovery.outbox_sent (seq, stream_seq, published_at) VALUES ($1, 0, now() - $2 * interval '1 day')`,
      [row?.seq, sentDaysAgo],
    );
  }
  return id;
}

async function deadLetter(state: string, daysAgo: number): Promise<string> {
  const id = randomUUID();
  await system.sql(
    `INSERT INTO discovery.dead_letters
       (id, tenant_id, subject, stream, stream_seq, fingerprint, reason, error, error_group, history, delivery, body, state, dead_at, ended_at)
     VALUES ($1, $2, 'a.b', 'A', 1, $1, 'failed', 'e', 'e', '[]', '{}', 'about a person', $3,
       now() - $4 * interval '1 day', CASE WHEN $3 = 'open' THEN NULL ELSE now() - $4 * interval '1 day' END)`,
    [id, TENANT, state, daysAgo],
  );
  return id;
}

async function effect(state: string, daysAgo: number): Promise<string> {
  const id = randomUUID();
  await system.sql(
    `INSERT INTO discovery.effects (id, tenant_id, name, provider, key, intent, state, due_at, not_before, correlation_id,
       causation_id, created_at, ended_at)
     VALUES ($1::uuid, $2, 'newer_kind', 'post', $1, '{"letter":"to a person"}', $3, now(), now(), $1::uuid, $1::uuid,
       now() - $4 * interval '1 day', CASE WHEN $3 IN ('done', 'refused') THEN now() - $4 * interval '1 day' END)`,
    [id, TENANT, state, daysAgo],
  );
  return id;
}

test('what no replay can reach any more is removed, and what is not done with stays however old it is', async () => {
  const gone = { inbox: await handled(71), outbox: await emitted(36), letter: await deadLetter('discarded', 71) };
  const kept = { inbox: await handled(69), outbox: await emitted(34), letter: await deadLetter('redriven', 69) };
  const open = { outbox: await emitted(null), letter: await deadLetter('open', 400) };
  const [done, fresh] = [await effect('done', 36), await effect('refused', 34)];
  const [unknown, ready] = [await effect('unknown', 400), await effect('ready', 400)];
  const service = await start();
  const says = (id: string, text: string) => () =>
    system.sql(`SELECT 1 FROM discovery.effects WHERE id = $1 AND intent::text LIKE '%' || $2 || '%'`, [id, text]);
  const body = async (id: string) =>
    (await system.sql<{ body: string }>('SELECT body FROM discovery.dead_letters WHERE id = $1', [id]))[0]?.body;
  await settle(async () => expect(await body(gone.letter)).toBe(''), { timeoutMs: 20_000 });
  await service.stop();
  expect(await exists('inbox', 'event_id', gone.inbox)).toBe(false);
  expect(await exists('outbox', 'id', gone.outbox)).toBe(false);
  expect(await says(done, 'person')()).toHaveLength(0);
  expect(await exists('effects', 'id', done)).toBe(true);
  expect(await exists('inbox', 'event_id', kept.inbox)).toBe(true);
  expect(await exists('outbox', 'id', kept.outbox)).toBe(true);
  expect(await exists('outbox', 'id', open.outbox)).toBe(true);
  for (const id of [kept.letter, open.letter]) expect(await body(id)).toBe('about a person');
  for (const id of [fresh, unknown, ready]) expect(await says(id, 'person')()).toHaveLength(1);
  const [marks] = await system.sql<{ n: number }>('SELECT count(*)::int AS n FROM discovery.outbox_sent');
  expect(marks).toEqual({ n: 1 });
});

test('an event that somebody may hand back yet is known as handled for as long', async () => {
  const [handedBack, forgotten] = [await handled(80), await handled(80)];
  const letter = await deadLetter('open', 75);
  await system.sql('UPDATE discovery.dead_letters SET event_id = $1 WHERE id = $2', [handedBack, letter]);
  const isGone = (id: string) =>
    settle(async () => expect(await exists('inbox', 'event_id', id)).toBe(false), { timeoutMs: 20_000 });
  const first = await start();
  await isGone(forgotten);
  await first.stop();
  expect(await exists('inbox', 'event_id', handedBack)).toBe(true);
  await system.sql(`UPDATE discovery.dead_letters SET state = 'discarded', ended_at = now() WHERE id = $1`, [letter]);
  const second = await start();
  await isGone(handedBack);
  await second.stop();
});

test('a table of many pages is walked to its end', async () => {
  await system.sql(
    `INSERT INTO discovery.inbox (event_id, tenant_id, fingerprint, handled_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), now() - interval '71 days' FROM generate_series(1, 30000)`,
    [TENANT],
  );
  const service = await start();
  const old = () => system.sql(`SELECT 1 FROM discovery.inbox WHERE handled_at < now() - interval '70 days' LIMIT 1`);
  await settle(async () => expect(await old()).toHaveLength(0), { timeoutMs: 20_000 });
  await service.stop();
});

test('a deed done long ago is not done again, and what came of it is still known', async () => {
  const service = await start();
  const act = () =>
    service.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
      decision.act(sendLetter, { letter: 'the only one' }, { key: 'contract 1' }),
    );
  const id = await act();
  await service.edge.outcomeOf(id);
  await system.sql(`UPDATE discovery.effects SET ended_at = now() - interval '3 years', intent = '{}' WHERE id = $1`, [
    id,
  ]);
  expect(await act()).toBe(id);
  expect(await service.edge.outcomeOf(id)).toEqual({ outcome: 'done', result: { ref: 'r1' } });
  expect(called).toEqual(['the only one']);
});

test('streams forget at the horizon that everything kept is measured by', () => {
  const horizonNanos = REPLAY_HORIZON_DAYS * 86_400 * 1_000_000_000;
  for (const stream of streams()) expect(stream.max_age).toBe(horizonNanos);
});
