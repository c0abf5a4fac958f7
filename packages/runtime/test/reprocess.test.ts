import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound, replayConsumer } from '@loop/contracts';
import { defineEffect, on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { endOf, lookAt, startReplay, type Wish } from './replaying.ts';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
const ids: string[] = [];
const sent: string[] = [];
let broken = '';

const announce = defineEffect({
  name: 'announce',
  provider: 'post',
  intent: z.object({ opportunityId: z.string() }),
  perform: async ({ intent }) => {
    sent.push(intent.opportunityId);
    return { outcome: 'done', result: {} };
  },
});

const handler = on(opportunityFound, async ({ event, tx, emit, act }) => {
  const { opportunityId } = event.data;
  if (opportunityId === broken) throw new Error('still broken');
  await noteSeen(tx, event.id);
  emit(contactEnriched, { ...sample(contactEnriched), opportunityId });
  await act(announce, { opportunityId }, { key: opportunityId });
});

const definition = toyService('enrichment', [handler], { effects: [announce] });

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
  await system.start(definition);
  for (let index = 0; index < 6; index++) {
    const data = sample(opportunityFound, { opportunityId: randomUUID() });
    ids.push(await system.publish(opportunityFound, data, TENANT));
  }
  await settle(() => expect(sent).toHaveLength(6));
});

afterAll(() => system.close());

const reprocess = (eventIds: readonly string[], wish: Partial<Wish> = {}) =>
  startReplay(system, {
    ...{ mode: 'reprocess', service: 'enrichment', subject: 'opportunity.found', eventIds, expected: eventIds.length },
    ...wish,
  });
const ended = (replayId: string) => endOf(system, 'enrichment', replayId);
const seen = async (id: string | undefined) =>
  (await system.sql('SELECT 1 FROM enrichment.seen WHERE event_id = $1', [id])).length;
const enriched = async () => {
  await settle(async () => {
    const unsent =
      'SELECT 1 FROM enrichment.outbox o WHERE NOT EXISTS (SELECT 1 FROM enrichment.outbox_sent s WHERE s.seq = o.seq)';
    expect(await system.sql(unsent)).toHaveLength(0);
  });
  return system.tap.published(contactEnriched);
};
const decide = (command: 'replay_arm' | 'replay_disarm', replayId: string, expected: number) =>
  system.ask('enrichment', command, { replayId, expected });

test('a dry run of listed events tells what would be handled again, and changes nothing', async () => {
  const before = (await enriched()).length;
  const { replayId } = await reprocess(ids.slice(0, 2), { mode: 'dry-run' });
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: 2, handled: 2, effects: {} });
  expect([await seen(ids[0]), (await enriched()).length]).toEqual([1, before]);
});

test('listed events are handled again under new ids, and nothing is sent until the job is armed, then once', async () => {
  const before = await enriched();
  const { replayId } = await reprocess(ids.slice(0, 2));
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: 2, handled: 2, effects: { held: 2 } });
  expect([await seen(ids[0]), await seen(ids[1]), await seen(ids[2])]).toEqual([2, 2, 1]);
  const after = await enriched();
  expect(after).toHaveLength(before.length + 2);
  expect(new Set(after.map((event) => event.id)).size).toBe(after.length);
  expect(sent).toHaveLength(6);
  expect(await system.ask('enrichment', 'replay_effects', { replayId })).toEqual({
    ok: { items: [{ effect: 'announce', provider: 'post', state: 'held', count: 2 }] },
  });
  expect(await decide('replay_arm', replayId, 3)).toMatchObject({ refused: 'count_differs' });
  expect(await decide('replay_arm', replayId, 2)).toEqual({ ok: { changed: 2 } });
  await settle(async () => expect((await lookAt(system, 'enrichment', replayId)).effects).toEqual({ done: 2 }));
  expect(sent).toHaveLength(8);
});

test('arming twice changes nothing', async () => {
  const { replayId } = await reprocess(ids.slice(2, 3));
  await ended(replayId);
  const before = sent.length;
  expect(await Promise.all([decide('replay_arm', replayId, 1), decide('replay_arm', replayId, 1)])).toEqual(
    expect.arrayContaining([{ ok: { changed: 1 } }, { ok: { changed: 0 } }]),
  );
  await settle(async () => expect((await lookAt(system, 'enrichment', replayId)).effects).toEqual({ done: 1 }));
  expect(sent).toHaveLength(before + 1);
});

test('what a job holds is cancelled when it is disarmed, and cannot be armed any more', async () => {
  const { replayId } = await reprocess(ids.slice(3, 4));
  await ended(replayId);
  const before = sent.length;
  const status = (await system.ask('enrichment', 'status', {})) as { ok: { effects: Record<string, number> } };
  expect(status.ok.effects['held']).toBe(1);
  expect(await decide('replay_disarm', replayId, 1)).toEqual({ ok: { changed: 1 } });
  expect(await decide('replay_arm', replayId, 1)).toEqual({ ok: { changed: 0 } });
  const listed = await system.ask('enrichment', 'effects_list', {
    ...{ tenantId: null, limit: 10, cursor: null, state: 'cancelled', provider: null },
  });
  expect(listed).toMatchObject({ ok: { items: [{ kind: 'announce', state: 'cancelled' }] } });
  expect(sent).toHaveLength(before);
});

test('the same job delivered twice, killed after its commit and resumed decides once', async () => {
  const wanted = ids.slice(4, 6);
  const { replayId } = await reprocess(wanted);
  await ended(replayId);
  expect([await seen(wanted[0]), await seen(wanted[1])]).toEqual([2, 2]);
  // As if the instance had died right after the commit: nothing told, nothing acked, and the job found abandoned by another.
  await system.sql('DELETE FROM enrichment.replay_outcomes WHERE job_id = $1', [replayId]);
  await system.lineUp(
    replayConsumer('enrichment', 'enrichment-replay-1', 'opportunity.found', { sequence: 1 }),
    replayId,
  );
  await system.sql(
    `UPDATE enrichment.replay_jobs SET state = 'running', ended_at = NULL, done_through = 0, updated_at = '-infinity' WHERE id = $1`,
    [replayId],
  );
  expect(await ended(replayId)).toMatchObject({ state: 'completed', read: 2, alreadyHandled: 2 });
  expect([await seen(wanted[0]), await seen(wanted[1])]).toEqual([2, 2]);
  const { replayId: next } = await reprocess(wanted);
  expect(await ended(next)).toMatchObject({ handled: 2 });
  const generations = await system.sql<{ generation: number }>(
    'SELECT generation FROM enrichment.reprocessed WHERE event_id = $1 ORDER BY 1',
    [wanted[0]],
  );
  expect(generations.map((row) => row.generation)).toEqual([1, 2]);
});

test('an event that was never handled is left to a repair, and one that still fails is told and done by the next job', async () => {
  const [first] = await system.tap.published(opportunityFound);
  broken = first?.data.opportunityId ?? '';
  await system.sql('DELETE FROM enrichment.inbox WHERE event_id = $1', [ids[5]]);
  const { replayId } = await reprocess([ids[0] ?? '', ids[1] ?? '', ids[5] ?? '']);
  expect(await ended(replayId)).toMatchObject({ read: 3, handled: 1, neverHandled: 1, failed: 1 });
  const listed = await system.ask('enrichment', 'replay_outcomes', {
    replayId,
    outcome: 'failed',
    limit: 10,
    cursor: null,
  });
  expect(listed).toMatchObject({
    ok: { items: [{ place: '1', eventId: ids[0], detail: 'still broken' }], nextCursor: null },
  });
  broken = '';
  const { replayId: next } = await reprocess([ids[0] ?? '']);
  expect(await ended(next)).toMatchObject({ handled: 1, failed: 0 });
});
