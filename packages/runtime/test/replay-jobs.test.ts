import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { opportunityFound, replayConsumer } from '@loop/contracts';
import { on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { type Answered, endOf, lookAt, startReplay, type Told, type Wish } from './replaying.ts';
import { noteSeen, OTHER_TENANT, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const SERVICE = 'enrichment';
const SUBJECT = 'opportunity.found';
const EVENTS = 40;
let system: TestSystem;
const ids: string[] = [];
const keys: string[] = [];

const definition = toyService(SERVICE, [on(opportunityFound, ({ event, tx }) => noteSeen(tx, event.id))]);

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { [SERVICE]: TOY_MIGRATIONS } });
  await system.start(definition);
  for (let index = 0; index < EVENTS; index++) {
    const opportunityId = randomUUID();
    keys.push(opportunityId);
    const tenant = index % 4 === 0 ? OTHER_TENANT : TENANT;
    ids.push(await system.publish(opportunityFound, sample(opportunityFound, { opportunityId }), tenant));
  }
  await settle(async () => expect(await seen()).toHaveLength(EVENTS));
});

/** As after a restored backup: nobody remembers that anything was handled. */
beforeEach(async () => {
  for (const table of ['inbox', 'seen']) await system.sql(`DELETE FROM enrichment.${table}`);
});

afterAll(() => system.close());

const seen = () => system.sql<{ event_id: string }>('SELECT event_id FROM enrichment.seen');
const repair = (wish: Partial<Wish> = {}) =>
  startReplay(system, { mode: 'repair', service: SERVICE, subject: SUBJECT, ...wish });
const look = (replayId: string) => lookAt(system, SERVICE, replayId);
const ended = (replayId: string) => endOf(system, SERVICE, replayId);
const tell = (command: string, replayId: string, more: object = {}) =>
  system.ask(SERVICE, command, { replayId, ...more }) as Promise<Answered>;

/** A repair that has done something and is far from its end. */
async function underWay(): Promise<string> {
  const { replayId } = await repair({ ratePerSecond: 8 });
  await settle(async () => expect((await look(replayId)).read).toBeGreaterThan(0));
  return replayId;
}

/** What `loop replay resume` does: lines up what is left in a slot, and has the service go on. */
async function resume(replayId: string, ratePerSecond: number | null = 1_000): Promise<Answered> {
  const { doneThrough } = await look(replayId);
  const slot = `${SERVICE}-replay-2`;
  await system.lineUp(replayConsumer(SERVICE, slot, SUBJECT, { sequence: doneThrough + 1 }), replayId);
  return tell('replay_resume', replayId, { slot, ratePerSecond });
}

/** Every event once, however the job came to its end. */
async function expectAllOnce(told: Told): Promise<void> {
  expect(told).toMatchObject({ state: 'completed', read: EVENTS, handled: EVENTS, failed: 0 });
  expect((await seen()).map((row) => row.event_id).sort()).toEqual([...ids].sort());
}

test('a replay in whose place another one is lined up reads nothing of that, stalls, and goes on elsewhere', async () => {
  const replayId = await underWay();
  await system.lineUp(replayConsumer(SERVICE, `${SERVICE}-replay-1`, SUBJECT, { sequence: EVENTS }), randomUUID());
  expect(await ended(replayId)).toMatchObject({ state: 'stalled', stateReason: expect.stringContaining('resume') });
  expect(await resume(replayId)).toMatchObject({ ok: { state: 'running' } });
  await expectAllOnce(await ended(replayId));
});

test('a paused replay stops, stands still, and goes on at another rate without losing or doubling anything', async () => {
  const replayId = await underWay();
  expect(await tell('replay_pause', replayId)).toMatchObject({ ok: { state: 'paused' } });
  expect(await tell('replay_pause', replayId)).toMatchObject({ refused: 'not_running' });
  const before = (await look(replayId)).read;
  expect(before).toBeLessThan(EVENTS);
  expect(await resume(replayId)).toMatchObject({ ok: { state: 'running', ratePerSecond: 1_000 } });
  expect(await resume(replayId)).toMatchObject({ refused: 'not_paused' });
  await expectAllOnce(await ended(replayId));
});

test('a replay paused for so long that its consumer is gone loses nothing', async () => {
  const replayId = await underWay();
  await tell('replay_pause', replayId);
  await system.loseConsumer('DISCOVERY', `${SERVICE}-replay-1`);
  await resume(replayId);
  await expectAllOnce(await ended(replayId));
});

test('a running replay that loses its consumer stalls and says what to do; resumed, it does each event once', async () => {
  const replayId = await underWay();
  await system.loseConsumer('DISCOVERY', `${SERVICE}-replay-1`);
  expect(await ended(replayId)).toMatchObject({
    state: 'stalled',
    stateReason: expect.stringContaining('loop replay resume'),
  });
  await resume(replayId);
  await expectAllOnce(await ended(replayId));
});

test('a replay survives a broker that is started anew: it stalls, and is resumed', async () => {
  const replayId = await underWay();
  system.nats.kill9();
  const stalled = async () => expect((await look(replayId)).state).toBe('stalled');
  await settle(stalled, { timeoutMs: 60_000 });
  await resume(replayId);
  await expectAllOnce(await ended(replayId));
}, 90_000);

test('a cancelled replay does no more, whichever instance runs it, and what it has done stays', async () => {
  const second = await system.start(definition);
  const replayId = await underWay();
  expect(await tell('replay_cancel', replayId)).toMatchObject({ ok: { state: 'cancelled' } });
  expect(await tell('replay_cancel', replayId)).toMatchObject({ refused: 'already_ended' });
  expect(await resume(replayId)).toMatchObject({ refused: 'not_paused' });
  // Whoever ran it has stopped when it can be stopped at once.
  await second.stop();
  const { read } = await look(replayId);
  expect(read).toBeLessThan(EVENTS);
  expect(await seen()).toHaveLength(read);
});

test('a replay that was cancelled takes nothing from the one that follows it in its slot', async () => {
  const former = await underWay();
  await tell('replay_cancel', former);
  const { replayId } = await repair();
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: EVENTS, failed: 0 });
});

test('a stopping instance hands its replay to another at once', async () => {
  const first = await system.start(definition);
  const replayId = await underWay();
  await first.stop();
  await system.sql('UPDATE enrichment.replay_jobs SET rate_per_second = 1000 WHERE id = $1', [replayId]);
  await settle(async () => expect((await look(replayId)).state).toBe('completed'), { timeoutMs: 20_000 });
  await expectAllOnce(await look(replayId));
}, 30_000);

test('only the tenant, the key and the events that were asked for are read', async () => {
  expect(await ended((await repair({ tenantId: OTHER_TENANT, expected: 10 })).replayId)).toMatchObject({
    ...{ read: 10, handled: 10, notWanted: 30 },
  });
  expect(await ended((await repair({ key: keys[1] ?? '', expected: 1 })).replayId)).toMatchObject({
    read: 1,
    handled: 1,
  });
  const listed = { eventIds: [ids[2] ?? '', ids[3] ?? ''], expected: 2, lastSequence: 3 };
  expect(await ended((await repair(listed)).replayId)).toMatchObject({ read: 1, handled: 1 });
  expect(await seen()).toHaveLength(12);
});

test('every event has an outcome, kept in pages and by kind', async () => {
  await ended((await repair({ key: keys[0] ?? '' })).replayId);
  const { replayId } = await repair();
  await ended(replayId);
  const page = async (outcome: string | null, cursor: string | null) =>
    (await system.ask(SERVICE, 'replay_outcomes', { replayId, outcome, limit: 30, cursor })) as {
      ok: { items: { place: string; eventId: string }[]; nextCursor: string | null };
    };
  const first = await page(null, null);
  const second = await page(null, first.ok.nextCursor);
  expect([...first.ok.items, ...second.ok.items].map((item) => item.eventId)).toEqual(ids);
  expect(second.ok.nextCursor).toBeNull();
  expect((await page('skipped', null)).ok.items).toMatchObject([{ place: '1', eventId: ids[0] }]);
});

test('more events than the cap, a subject nobody handles here, and a name or slot that is taken are refused', async () => {
  expect((await repair({ cap: EVENTS - 1 })).started).toEqual({
    ...{ refused: 'over_cap', detail: `The replay matches ${EVENTS} events, more than its cap of ${EVENTS - 1}` },
  });
  const foreign = { stream: 'PAYMENTS', subject: 'milestone.funded', slot: `${SERVICE}-replay-4`, mode: 'repair' };
  const numbers = { firstSequence: 1, lastSequence: 1, expected: 1, cap: 1, ratePerSecond: 1, name: 'foreign' };
  const all = { tenantId: null, key: null, eventIds: null };
  expect(await tell('replay_start', randomUUID(), { ...foreign, ...numbers, ...all })).toMatchObject({
    refused: 'not_consumed',
  });
  expect((await repair({ mode: 'reprocess' })).started).toMatchObject({ refused: 'ids_missing' });
  const { replayId } = await repair({ name: 'nightly', ratePerSecond: 1 });
  expect((await repair({ name: 'nightly', slot: `${SERVICE}-replay-3` })).started).toMatchObject({
    refused: 'name_taken',
  });
  expect((await repair()).started).toMatchObject({ refused: 'slot_busy' });
  expect((await repair({ replayId, slot: `${SERVICE}-replay-3` })).started).toMatchObject({
    refused: 'already_started',
  });
  await tell('replay_cancel', replayId);
});

test('who started, paused, resumed and cancelled a replay, and why, is in the audit', async () => {
  const actions = await system.sql<{ action: string; actor: string; reason: string }>(
    'SELECT DISTINCT action, actor, reason FROM enrichment.audit ORDER BY 1',
  );
  const acts = ['cancel replay', 'pause replay', 'replay', 'resume replay'];
  expect(actions).toEqual(acts.map((action) => ({ action, actor: 'tester', reason: 'a test' })));
});
