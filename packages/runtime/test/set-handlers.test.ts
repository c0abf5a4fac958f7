import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { contactEnriched, type EventEnvelope, opportunityFound, type PayloadOf } from '@loop/contracts';
import { eventRows, idFrom, onMany, type Tx } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { endOf, startReplay } from './replaying.ts';
import { OTHER_TENANT, sample, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

/** What {@link onMany} promises beyond speed: the same, event by event, as a handler of single events. */

type Found = EventEnvelope<PayloadOf<typeof opportunityFound>>;

let system: TestSystem;
const poison = new Set<string>();
const early = new Set<string>();
/** Opportunities for which the handler does what no handler may. */
const careless = new Map<string, 'writes, then holds' | 'names no tenant' | 'names another'>();
const batches: (readonly string[])[] = [];
const readByTenant = new Map<string, number>();

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
  const handler = onMany(opportunityFound, async ({ events, tx, emit, hold, forTenant }) => {
    batches.push(events.map((event) => event.id));
    for (const event of events.filter(isEarly)) hold(event, 'its time has not come', 'the-other-one');
    const ready = events.filter((event) => !isEarly(event));
    await noteAllSeen(tx, ready);
    for (const event of ready) {
      const { opportunityId, title } = event.data;
      emit(event, contactEnriched, { ...sample(contactEnriched), opportunityId });
      if (poison.has(opportunityId)) throw new Error('this one cannot be handled');
      const carelessness = careless.get(opportunityId);
      if (carelessness === 'writes, then holds') hold(event, 'too late');
      if (carelessness === 'names no tenant') await tx.run(sql.insertInto('book').values({ note: event.id }));
      if (carelessness === 'names another') await noteAllSeen(tx, [{ ...event, tenantId: randomUUID() }]);
      if (title === 'look around') {
        const own = await forTenant(event.tenantId, (ownTx) => ownTx.rows(sql.selectFrom('seen').selectAll()));
        readByTenant.set(event.tenantId, own.length);
      }
    }
  });
  await system.start(toyService('enrichment', [handler]));
});

afterAll(() => system.close());

beforeEach(() => {
  batches.length = 0;
});

const isEarly = (event: Found) => early.has(event.data.opportunityId);

async function noteAllSeen(tx: Tx, events: readonly Found[]): Promise<void> {
  const rows = eventRows(events, {
    event_id: ['uuid', ({ id }) => id],
    note: ['text', ({ data }) => data.title ?? ''],
  });
  await tx.run(sql.insertInto('seen').columns(['tenant_id', 'event_id', 'note']).expression(rows));
}

const seen = (ids: readonly string[]) =>
  system.sql<{ event_id: string; tenant_id: string; note: string }>(
    'SELECT event_id, tenant_id, note FROM enrichment.seen WHERE event_id = ANY($1::uuid[])',
    [ids],
  );
const deadLetters = (eventId: string) =>
  system.sql<{ reason: string; error: string; history: unknown[] }>(
    'SELECT reason, error, history FROM enrichment.dead_letters WHERE event_id = $1',
    [eventId],
  );
const held = (eventId: string) =>
  system.sql<{ reason: string }>('SELECT reason FROM enrichment.held WHERE event_id = $1', [eventId]);
const followedFrom = async (ids: readonly string[]) =>
  (await system.tap.published(contactEnriched)).filter((event) => ids.includes(event.causationId));
const through = () => settle(async () => (await system.tap.lag('DISCOVERY', 'enrichment')) === 0);
const newOpportunity = (title = 'A post') => sample(opportunityFound, { opportunityId: randomUUID(), title });
const publishAll = (count: number, tenantOf: (index: number) => string, title?: string) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      system.publish(opportunityFound, newOpportunity(title), tenantOf(index)),
    ),
  );

test('many events of several tenants are handled in a few calls, each row under its own tenant', async () => {
  const ids = await publishAll(200, (index) => (index % 2 === 0 ? TENANT : OTHER_TENANT), 'one of many');
  await settle(async () => expect(await seen(ids)).toHaveLength(200));
  expect(batches.length).toBeLessThan(100);
  const rows = await seen(ids);
  for (const { event_id, tenant_id } of rows) {
    expect(tenant_id).toBe(ids.indexOf(event_id) % 2 === 0 ? TENANT : OTHER_TENANT);
  }
});

test('a text is written as it came, whatever it holds', async () => {
  const titles = ['"quoted", {braced} and \\ escaped', 'NULL', 'zażółć 🛠️ – 見積もり', 'two\nlines'];
  const ids = await Promise.all(titles.map((title) => system.publish(opportunityFound, newOpportunity(title), TENANT)));
  await settle(async () => expect(await seen(ids)).toHaveLength(titles.length));
  const notes = new Map((await seen(ids)).map((row) => [row.event_id, row.note]));
  expect(ids.map((id) => notes.get(id))).toEqual(titles);
});

test('an event delivered three times is handled once; what follows from it has the id it would have from a single handler', async () => {
  const data = newOpportunity();
  const correlationId = randomUUID();
  const id = await system.publish(opportunityFound, data, TENANT, { correlationId });
  for (let copy = 0; copy < 2; copy++) await system.publish(opportunityFound, data, TENANT, { id, correlationId });
  await through();
  expect(await seen([id])).toHaveLength(1);
  const [followed] = await settle(async () => {
    const events = await followedFrom([id]);
    expect(events).toHaveLength(1);
    return events;
  });
  const cause = [
    TENANT,
    'enrichment',
    'on opportunity.found',
    id,
    'contact.enriched',
    data.opportunityId,
    0,
    0,
  ] as const;
  expect(followed).toMatchObject({ id: idFrom(...cause), tenantId: TENANT, correlationId });
});

test('the same event id with another payload becomes a dead letter and changes nothing', async () => {
  const id = await system.publish(opportunityFound, newOpportunity('the first'), TENANT);
  await settle(async () => expect(await seen([id])).toHaveLength(1));
  await system.publish(opportunityFound, newOpportunity('the second'), TENANT, { id });
  await settle(async () => expect(await deadLetters(id)).toMatchObject([{ reason: 'conflict' }]));
  expect(await seen([id])).toMatchObject([{ note: 'the first' }]);
});

test('a poison event among two hundred becomes a dead letter while its neighbours are handled, once', async () => {
  const events = Array.from({ length: 200 }, () => newOpportunity());
  poison.add(events[77]?.opportunityId ?? '');
  const ids = await Promise.all(events.map((data) => system.publish(opportunityFound, data, TENANT)));
  const badId = ids[77] ?? '';
  await settle(async () => expect(await deadLetters(badId)).toHaveLength(1), { timeoutMs: 60_000 });
  const [letter] = await deadLetters(badId);
  expect(letter).toMatchObject({ reason: 'failed', error: 'Error: this one cannot be handled' });
  expect(letter?.history).toHaveLength(5);
  const good = ids.filter((id) => id !== badId);
  await settle(async () => expect(await seen(ids)).toHaveLength(199));
  await settle(async () => expect(await followedFrom(good)).toHaveLength(199));
  expect(await followedFrom([badId])).toHaveLength(0);
}, 90_000);

test('an event that comes too early is held while the rest of its batch is handled, and handled when its time comes', async () => {
  const data = newOpportunity('early');
  early.add(data.opportunityId);
  const [id, others] = await Promise.all([
    system.publish(opportunityFound, data, TENANT),
    publishAll(20, () => TENANT),
  ]);
  await settle(async () => expect(await held(id)).toEqual([{ reason: 'its time has not come' }]));
  await settle(async () => expect(await seen(others)).toHaveLength(20));
  await through();
  expect(await followedFrom([id])).toHaveLength(0);
  early.delete(data.opportunityId);
  await system.sql(`UPDATE enrichment.held SET due_at = now() + interval '1 hour' WHERE event_id = $1`, [id]);
  await system.publish(opportunityFound, newOpportunity(), TENANT, { key: 'the-other-one' });
  await settle(async () => expect(await seen([id])).toHaveLength(1));
  expect(await held(id)).toHaveLength(0);
});

test.each(['writes, then holds', 'names no tenant', 'names another'] as const)(
  'a handler that %s fails, and nothing of it stays',
  async (carelessness) => {
    const data = newOpportunity();
    careless.set(data.opportunityId, carelessness);
    const id = await system.publish(opportunityFound, data, TENANT);
    await settle(async () => expect(await deadLetters(id)).toMatchObject([{ reason: 'failed' }]), {
      timeoutMs: 30_000,
    });
    expect(await seen([id])).toHaveLength(0);
    expect(await followedFrom([id])).toHaveLength(0);
  },
  60_000,
);

test('a handler can look at one tenant’s rows only, in a batch with another’s', async () => {
  const lonely = '00000000-0000-4000-8000-0000000000aa';
  await Promise.all([
    publishAll(30, () => OTHER_TENANT),
    system.publish(opportunityFound, newOpportunity('look around'), lonely),
    publishAll(30, () => TENANT),
  ]);
  await settle(() => expect(readByTenant.get(lonely)).toBe(1));
});

test('a dry run tells what a set-based handler would do, and does nothing', async () => {
  const data = newOpportunity('looked at');
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () => expect(await seen([id])).toHaveLength(1));
  await system.sql('DELETE FROM enrichment.inbox WHERE event_id = $1', [id]);
  const wish = {
    mode: 'dry-run',
    service: 'enrichment',
    subject: 'opportunity.found',
    key: data.opportunityId,
  } as const;
  const { replayId } = await startReplay(system, wish);
  expect(await endOf(system, 'enrichment', replayId)).toMatchObject({ state: 'completed', handled: 1, failed: 0 });
  expect(await seen([id])).toHaveLength(1);
  expect(await followedFrom([id])).toHaveLength(1);
});
