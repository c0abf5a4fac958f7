import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityDropped, opportunityFound } from '@loop/contracts';
import { type ErasureScope, requestErasure } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let discovery: TestService;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  discovery = await system.start(toyService('discovery'));
});

afterAll(() => system.close());

const hashed = (kind: string, value: string) => ({
  kind,
  valueSha256: createHash('sha256').update(`${kind}:${value}`).digest('hex'),
});

/** A post of somebody whose name is in no other text. */
async function found(name: string): Promise<{ readonly opportunityId: string; readonly eventId: string }> {
  const opportunityId = randomUUID();
  const eventId = await discovery.edge.decide(TENANT, { cause: randomUUID() }, async ({ emit }) => {
    const source = { platform: 'x', url: `https://x.com/${name}/status/1`, externalId: randomUUID() };
    const post = sample(opportunityFound, {
      opportunityId,
      source,
      author: name,
      text: `write to ${name}@sedgeley.coop`,
    });
    return emit(opportunityFound, post, { correlationId: opportunityId });
  });
  await settle(async () => expect(await system.tap.everything()).toContain(eventId));
  return { opportunityId, eventId };
}

async function erase(scope: Partial<ErasureScope>): Promise<string> {
  const id = randomUUID();
  await discovery.edge.decide(TENANT, { cause: id }, ({ tx }) =>
    requestErasure(tx, id, { ids: [], identities: [], kept: [], ...scope }),
  );
  return id;
}

const standing = async (id: string) =>
  (await system.ask('discovery', 'erasure_status', { eventIds: [id] })) as {
    ok: { done: number; waitsFor: string | null; erased: Record<string, number>; pendingInStream: number };
  };
const done = (id: string) =>
  settle(async () => expect((await standing(id)).ok).toMatchObject({ done: 1, pendingInStream: 0 }), {
    timeoutMs: 20_000,
  });

/** Everything the runtime keeps, as text. */
async function everywhere(): Promise<string> {
  const tables = await system.sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'discovery'::regnamespace AND c.relkind = 'r'`,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => JSON.stringify(await system.sql(`SELECT t::text FROM discovery."${name}" t`))),
  );
  return `${texts.join('\n')}\n${await system.tap.everything()}`;
}

test("a person's events are erased from outbox and stream, their neighbours stay", async () => {
  const [person, neighbour] = [await found('wilmot_k'), await found('harkness_b')];
  const id = await erase({ ids: [person.opportunityId] });
  await done(id);
  const kept = await everywhere();
  expect(kept).not.toContain('wilmot_k');
  expect(kept).toContain('harkness_b');
  const ids = (await system.tap.published(opportunityFound)).map((event) => event.id);
  expect(ids).toContain(neighbour.eventId);
  expect(ids).not.toContain(person.eventId);
  expect((await standing(id)).ok.erased).toEqual({ outbox: 1 });
});

test('what names a person without an id of theirs is found by the hash of their name', async () => {
  const dropped = randomUUID();
  await discovery.edge.decide(TENANT, { cause: dropped }, async ({ emit }) => {
    const source = { platform: 'x', url: 'https://x.com/Ledbetter9/status/4', externalId: '4' };
    emit(opportunityDropped, sample(opportunityDropped, { opportunityId: dropped, source, duplicateOf: null }));
  });
  await settle(async () => expect(await system.tap.everything()).toContain('Ledbetter9'));
  await done(await erase({ identities: [hashed('x', 'ledbetter9')] }));
  expect(await everywhere()).not.toContain('Ledbetter9');
});

/** All files of the broker's streams, as the disk has them. */
function onDisk(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.blk'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('');
}

test('the bytes are gone from the broker’s disk as well', async () => {
  const person = await found('attercliffe_m');
  const folder = system.nats.storeFolder;
  await settle(async () => expect(onDisk(folder)).toContain('attercliffe_m'));
  await done(await erase({ ids: [person.opportunityId] }));
  await settle(async () => expect(onDisk(folder)).not.toContain('attercliffe_m'));
});

test('a broker put back to an older store has the erasure done again, and nothing erased is published again', async () => {
  const person = await found('cuthbertson');
  await system.nats.down();
  const copy = system.nats.copyStore();
  await system.nats.up();
  const late = await found('cuthbertson');
  await done(await erase({ ids: [person.opportunityId, late.opportunityId] }));
  await system.nats.down();
  copy.putBack();
  await system.nats.up();
  const after = await found('somebody_else');
  await settle(
    async () => {
      const everything = await system.tap.everything();
      expect(everything).not.toContain('cuthbertson');
      expect(everything).toContain(after.eventId);
    },
    { timeoutMs: 20_000 },
  );
  const stream = await system.tap.everything();
  expect(stream).not.toContain(person.eventId);
  expect(stream).not.toContain(late.eventId);
});

test('a copy of an erased event that lies elsewhere in a restored store is found and erased', async () => {
  const before = await found('before_all');
  await system.nats.down();
  const early = system.nats.copyStore();
  await system.nats.up();
  // Stored later in one history of the store than in the other.
  for (let more = 0; more < 3; more++) await found('filler');
  const person = await found('fotheringay');
  await system.nats.down();
  const other = system.nats.copyStore();
  early.putBack();
  await system.nats.up();
  await settle(async () => expect(await system.tap.everything()).toContain('fotheringay'), { timeoutMs: 20_000 });
  await done(await erase({ ids: [person.opportunityId] }));
  await system.nats.down();
  other.putBack();
  await system.nats.up();
  await settle(
    async () => {
      const everything = await system.tap.everything();
      expect(everything).toContain(before.eventId);
      expect(everything).not.toContain('fotheringay');
    },
    { timeoutMs: 20_000 },
  );
});

test('an event that is not published yet is waited for, and erased once it is', async () => {
  await system.nats.down();
  const opportunityId = randomUUID();
  await discovery.edge.decide(TENANT, { cause: randomUUID() }, async ({ emit }) => {
    emit(opportunityFound, sample(opportunityFound, { opportunityId, author: 'gathercole' }), {
      correlationId: opportunityId,
    });
  });
  const id = await erase({ ids: [opportunityId] });
  const waits = () => system.sql<{ waits_for: string }>('SELECT waits_for FROM discovery.erasures WHERE id = $1', [id]);
  await settle(async () => expect(await waits()).toEqual([{ waits_for: 'events are not published yet' }]));
  await system.nats.up();
  await done(id);
  expect(await everywhere()).not.toContain('gathercole');
});

/** Rows of every other table in which the runtime keeps what may speak of people. */
async function traces(correlationId: string, name: string): Promise<void> {
  const id = randomUUID();
  const body = `{"author":"${name}"}`;
  const delivery = { subject: 'opportunity.found', correlationId };
  await system.sql(
    `INSERT INTO discovery.held (event_id, tenant_id, waits_for, correlation_id, reason, delivery, body, due_at)
     VALUES ($1, $2, 'x', $3, 'too early', $4, $5, now() + interval '1 day')`,
    [id, TENANT, correlationId, delivery, body],
  );
  await system.sql(
    `INSERT INTO discovery.dead_letters (tenant_id, event_id, subject, stream, stream_seq, fingerprint, reason, error, error_group,
       history, delivery, body) VALUES ($2, $1, 'opportunity.found', 'A', 1, $1, 'failed', $5, $5, '[]', $3, $4)`,
    [id, TENANT, delivery, body, `cannot take ${name}`],
  );
  await system.sql(
    `INSERT INTO discovery.http_idempotency (tenant_id, route, key, request_sha256, status, headers, body)
     VALUES ($1, 'POST /x', $2, 'a', 200, '{}', $3)`,
    [TENANT, id, Buffer.from(`{"contractId":"${correlationId}","signer":"${name}"}`)],
  );
  await effect(correlationId, name, 'done');
}

async function effect(correlationId: string, name: string, state: string): Promise<string> {
  const id = randomUUID();
  await system.sql(
    `INSERT INTO discovery.effects (id, tenant_id, name, provider, key, intent, state, due_at, not_before, correlation_id, causation_id, ended_at)
     VALUES ($1::uuid, $2, 'older_kind', 'post', $6, $3, $4, now() + interval '1 day', now(), $5, $5, CASE WHEN $4 = 'done' THEN now() END)`,
    [id, TENANT, JSON.stringify({ title: `for ${name}` }), state, correlationId, `letter to ${name} ${id}`],
  );
  return id;
}

test('held events, dead letters, answers and what effects were to do are emptied; what has to stay is left alone', async () => {
  const [forgotten, kept] = [randomUUID(), randomUUID()];
  await traces(forgotten, 'ainsworth_t');
  await traces(kept, 'pemberton_q');
  const id = await erase({ ids: [forgotten, kept], kept: [kept] });
  await done(id);
  const all = await everywhere();
  expect(all).not.toContain('ainsworth_t');
  expect(all.match(/pemberton_q/g)?.length).toBeGreaterThanOrEqual(5);
  expect((await standing(id)).ok.erased).toMatchObject({ held: 1, dead_letters: 1, effects: 1 });
});

test('an effect that has not ended is waited for', async () => {
  const correlationId = randomUUID();
  const effectId = await effect(correlationId, 'thistlewood', 'ready');
  const id = await erase({ ids: [correlationId] });
  await settle(async () =>
    expect((await standing(id)).ok).toMatchObject({ done: 0, waitsFor: 'effects have not ended' }),
  );
  await system.sql(`UPDATE discovery.effects SET state = 'refused', ended_at = now() WHERE id = $1`, [effectId]);
  await done(id);
  expect(await everywhere()).not.toContain('thistlewood');
});

test('an event can be erased, and never edited', async () => {
  const { eventId } = await found('unedited');
  const edit = (set: string) => system.sql(`UPDATE discovery.outbox SET ${set} WHERE id = $1`, [eventId]);
  await expect(edit(`body = '{}'`)).rejects.toThrow('never edited');
  await expect(edit(`body = '', traceparent = NULL, key = 'other'`)).rejects.toThrow('never edited');
});
