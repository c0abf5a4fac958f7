import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { endOf, letterFilter, redriveLetters } from './replaying.ts';
import { noteSeen, OTHER_TENANT, sample, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
const poison = new Set<string>();
const early = new Set<string>();
const crossTenant: { found: number | undefined } = { found: undefined };

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
  const handler = on(opportunityFound, async ({ event, tx, emit }) => {
    const { opportunityId, title } = event.data;
    if (early.has(opportunityId)) return notYet('its time has not come', 'the-other-one');
    await noteSeen(tx, event.id, title ?? '');
    emit(contactEnriched, { ...sample(contactEnriched), opportunityId });
    if (poison.has(opportunityId)) throw new Error('this one cannot be handled');
    if (title === 'look around') {
      crossTenant.found = (await tx.rows(sql.selectFrom('seen').selectAll())).length;
    }
    return undefined;
  });
  await system.start(toyService('enrichment', [handler]));
});

afterAll(() => system.close());

const seen = (eventId: string) =>
  system.sql<{ note: string }>('SELECT note FROM enrichment.seen WHERE event_id = $1', [eventId]);
const deadLetters = (eventId: string) =>
  system.sql<{ reason: string; error: string; history: unknown[] }>(
    'SELECT reason, error, history FROM enrichment.dead_letters WHERE event_id = $1',
    [eventId],
  );
const through = () => settle(async () => (await system.tap.lag('DISCOVERY', 'enrichment')) === 0);
const newOpportunity = (title = 'A post') => sample(opportunityFound, { opportunityId: randomUUID(), title });

test('an event delivered three times is handled once, and what follows from it is published once', async () => {
  const data = newOpportunity();
  const id = await system.publish(opportunityFound, data, TENANT);
  await system.publish(opportunityFound, data, TENANT, { id });
  await system.publish(opportunityFound, data, TENANT, { id });
  await through();
  expect(await seen(id)).toHaveLength(1);
  const followed = await settle(async () => {
    const events = (await system.tap.published(contactEnriched)).filter((event) => event.causationId === id);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(followed[0]?.correlationId).toBeDefined();
});

test('the same event id with another payload becomes a dead letter and changes nothing', async () => {
  const id = await system.publish(opportunityFound, newOpportunity('the first'), TENANT);
  await through();
  await system.publish(opportunityFound, newOpportunity('the second'), TENANT, { id });
  await settle(async () => expect(await deadLetters(id)).toMatchObject([{ reason: 'conflict' }]));
  expect(await seen(id)).toEqual([{ note: 'the first' }]);
});

test('a poison event among two hundred becomes a dead letter with its history while its neighbours are handled', async () => {
  const events = Array.from({ length: 200 }, () => newOpportunity());
  const bad = events[77];
  if (bad === undefined) throw new Error('there are two hundred');
  poison.add(bad.opportunityId);
  const ids = await Promise.all(events.map((data) => system.publish(opportunityFound, data, TENANT)));
  const badId = ids[77] ?? '';
  await settle(async () => expect(await deadLetters(badId)).toHaveLength(1), { timeoutMs: 60_000 });
  const handled = await system.sql('SELECT 1 FROM enrichment.seen WHERE event_id = ANY($1::uuid[])', [ids]);
  expect(handled).toHaveLength(199);
  const [letter] = await deadLetters(badId);
  expect(letter).toMatchObject({ reason: 'failed', error: 'Error: this one cannot be handled' });
  expect(letter?.history).toHaveLength(5);
  const followed = (await system.tap.published(contactEnriched)).filter((event) => event.causationId === badId);
  expect(followed).toHaveLength(0);
}, 90_000);

test('an event that cannot be parsed becomes a dead letter that says where, without repeating a value', async () => {
  const data = { ...newOpportunity(), opportunityId: 'not-an-id-but-a-secret' };
  const id = await system.publish(opportunityFound, data, TENANT, { key: 'any' });
  await settle(async () => expect(await deadLetters(id)).toMatchObject([{ reason: 'invalid' }]));
  const [letter] = await deadLetters(id);
  expect(letter?.error).toContain('opportunityId');
  expect(letter?.error).not.toContain('secret');
});

test('an event whose body is no JSON, or whose headers name no tenant, becomes a dead letter and blocks nothing', async () => {
  await (await system.tapAs('discovery')).publishBytes(
    'opportunity.found',
    { 'ce-type': 'opportunity.found.v1' },
    '{"broken": ',
  );
  const id = await system.publish(opportunityFound, newOpportunity(), TENANT, { overrides: { 'ce-tenantid': '' } });
  const after = await system.publish(opportunityFound, newOpportunity('still handled'), TENANT);
  await settle(async () => expect(await seen(after)).toHaveLength(1));
  const letters = await system.sql<{ reason: string; body: string }>(
    `SELECT reason, body FROM enrichment.dead_letters WHERE reason = 'malformed'`,
  );
  expect(letters).toHaveLength(2);
  expect(letters.map((letter) => letter.body)).toContain('{"broken": ');
  expect(await seen(id)).toHaveLength(0);
});

test('an event of a version newer than this service knows is kept as a dead letter, not dropped', async () => {
  const id = await system.publish(opportunityFound, newOpportunity(), TENANT, { version: 99 });
  await settle(async () => expect(await deadLetters(id)).toMatchObject([{ reason: 'unknown_version' }]));
});

test('an event that comes too early is held, acked, and handled when what it waits for moves', async () => {
  const data = newOpportunity('early');
  early.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () => {
    const held = await system.sql('SELECT reason FROM enrichment.held WHERE event_id = $1', [id]);
    expect(held).toEqual([{ reason: 'its time has not come' }]);
  });
  await through();
  early.delete(data.opportunityId);
  await system.sql(`UPDATE enrichment.held SET due_at = now() + interval '1 hour' WHERE event_id = $1`, [id]);
  await system.publish(opportunityFound, newOpportunity(), TENANT, { key: 'the-other-one' });
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  expect(await system.sql('SELECT 1 FROM enrichment.held WHERE event_id = $1', [id])).toHaveLength(0);
});

test('an event held and delivered again meanwhile is still handled once', async () => {
  const data = newOpportunity('early and doubled');
  early.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  await system.publish(opportunityFound, data, TENANT, { id });
  await through();
  early.delete(data.opportunityId);
  await system.publish(opportunityFound, data, TENANT, { id });
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  await settle(async () =>
    expect(await system.sql('SELECT 1 FROM enrichment.held WHERE event_id = $1', [id])).toHaveLength(0),
  );
  expect(await seen(id)).toHaveLength(1);
});

test('a handler sees and writes rows of its event’s tenant only, even in one batch with another tenant’s events', async () => {
  await Promise.all([
    ...Array.from({ length: 20 }, () => system.publish(opportunityFound, newOpportunity('theirs'), OTHER_TENANT)),
    ...Array.from({ length: 20 }, () => system.publish(opportunityFound, newOpportunity('ours'), TENANT)),
  ]);
  await through();
  const lonely = '00000000-0000-4000-8000-0000000000aa';
  await system.publish(opportunityFound, newOpportunity('look around'), lonely);
  await settle(() => expect(crossTenant.found).toBe(1));
  const theirs = await system.sql<{ tenant_id: string }>(
    `SELECT DISTINCT tenant_id FROM enrichment.seen WHERE note = 'theirs'`,
  );
  expect(theirs).toEqual([{ tenant_id: OTHER_TENANT }]);
});

test('two dead letters of one event are redriven by one command, and the event is handled once', async () => {
  const data = newOpportunity('dead twice');
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  for (const title of ['another', 'and another']) {
    await system.publish(opportunityFound, { ...data, title }, TENANT, { id });
  }
  await settle(async () => expect(await deadLetters(id)).toHaveLength(2));
  const letters = await system.sql<{ id: string }>('SELECT id FROM enrichment.dead_letters WHERE event_id = $1', [id]);
  const answer = await redriveLetters(system, 'enrichment', { deadLetterIds: letters.map((row) => row.id) }, 2);
  if ('refused' in answer) throw new Error(answer.detail);
  expect(await endOf(system, 'enrichment', answer.ok.replayId)).toMatchObject({ state: 'completed' });
  await settle(async () =>
    expect(await system.sql('SELECT 1 FROM enrichment.held WHERE event_id = $1', [id])).toHaveLength(0),
  );
  expect(await seen(id)).toEqual([{ note: 'dead twice' }]);
});

test('a dead letter is redriven to its own service only, and a discarded one stays as it was', async () => {
  const data = newOpportunity('redriven');
  poison.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  await system.sql(
    'INSERT INTO enrichment.attempts (event_id, failed) VALUES ($1, 4) ON CONFLICT (event_id) DO UPDATE SET failed = 4',
    [id],
  );
  const [letter] = await settle(
    async () => {
      const letters = await system.sql<{ id: string }>('SELECT id FROM enrichment.dead_letters WHERE event_id = $1', [
        id,
      ]);
      expect(letters).toHaveLength(1);
      return letters;
    },
    { timeoutMs: 30_000 },
  );
  poison.delete(data.opportunityId);
  const answer = await redriveLetters(system, 'enrichment', { deadLetterIds: [letter?.id ?? ''] }, 1);
  expect(answer).toMatchObject({ ok: { total: 1 } });
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  const discard = { filter: letterFilter({ deadLetterIds: [letter?.id ?? ''] }), expected: 0, cap: 1 };
  expect(await system.ask('enrichment', 'dead_letters_discard', discard)).toEqual({ ok: { discarded: 0 } });
  const audited = await system.sql<{ actor: string; action: string; reason: string }>(
    'SELECT actor, action, reason FROM enrichment.audit ORDER BY id DESC LIMIT 2',
  );
  expect(audited.map((row) => row.action)).toEqual(['discard dead letters', 'redrive dead letters']);
  expect(audited[0]).toMatchObject({ actor: 'tester', reason: 'a test' });
}, 60_000);
