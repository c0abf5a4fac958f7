import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import { type PrivateServer, settle, startTestPostgres, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const intent = z.object({ letter: z.string() });
type Context = EffectContext<z.output<typeof intent>>;

let postgres: PrivateServer;
let system: TestSystem;
let service: TestService;
const calledAtMs: number[] = [];
let answer: (context: Context) => Promise<Outcome>;
let reconciled: (context: Context) => Promise<Outcome>;
let settling: (outcome: string) => Promise<void>;

function letterEffect(name: string, canBeAsked: boolean) {
  return defineEffect({
    name,
    provider: name,
    intent,
    perform: (context) => {
      calledAtMs.push(Date.now());
      return answer(context);
    },
    ...(canBeAsked ? { reconcile: (context: Context) => reconciled(context) } : {}),
    settle: async (decision, { effectId, outcome }) => {
      await settling(outcome.outcome);
      await noteSeen(decision.tx, effectId, outcome.outcome);
      decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: effectId }));
    },
  });
}

const sendLetter = letterEffect('send_letter', false);
const askLetter = letterEffect('ask_letter', true);
const sendParcel = letterEffect('send_parcel', false);

beforeAll(async () => {
  postgres = await startTestPostgres();
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS }, postgresUrl: postgres.url });
  service = await system.start(toyService('discovery', [], { effects: [sendLetter, askLetter] }));
});

afterAll(async () => {
  await system.close();
  await postgres.remove();
});

beforeEach(() => {
  calledAtMs.length = 0;
  answer = async () => ({ outcome: 'done', result: { ref: 'r1' } });
  reconciled = async () => ({ outcome: 'unknown', reason: 'nobody knows' });
  settling = async () => undefined;
});

const act = (effect: typeof sendLetter, dueAt?: Date) =>
  service.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
    decision.act(effect, { letter: 'a letter' }, { key: randomUUID(), ...(dueAt === undefined ? {} : { dueAt }) }),
  );
const effect = async (id: string) => {
  const [row] = await system.sql<{ state: string; reason: string | null; attempts: number; asked: number }>(
    'SELECT state, reason, attempts, asked, result FROM discovery.effects WHERE id = $1',
    [id],
  );
  return row;
};
const expectEffect = (id: string, expected: object, timeoutMs = 10_000) =>
  settle(async () => expect(await effect(id)).toMatchObject(expected), { timeoutMs });
const settled = async (id: string) =>
  (await system.sql<{ note: string }>('SELECT note FROM discovery.seen WHERE event_id = $1 ORDER BY id', [id])).map(
    (row) => row.note,
  );

test('an effect that was done but cannot be settled shows as unknown with the reason, and is settled once that is mended', async () => {
  settling = () => Promise.reject(new Error('a bug: \u0000 has no price'));
  const id = await act(sendLetter);
  await expectEffect(id, { state: 'unknown', result: { ref: 'r1' }, reason: expect.stringContaining('has no price') });
  expect(calledAtMs).toHaveLength(1);
  expect(await settled(id)).toEqual([]);
  settling = async () => undefined;
  const resolved = await system.ask('discovery', 'effects_resolve', { effectId: id, outcome: 'done', result: {} });
  expect(resolved).toMatchObject({ ok: { outcome: 'done' } });
  expect(await settled(id)).toEqual(['done']);
});

test('an effect whose provider can be asked settles by itself once that is mended, asked with growing waits', async () => {
  settling = () => Promise.reject(new Error('a bug'));
  reconciled = async () => ({ outcome: 'done', result: { ref: 'r2' } });
  const id = await act(askLetter);
  await expectEffect(id, { state: 'unknown', asked: 2 }, 20_000);
  settling = async () => undefined;
  await expectEffect(id, { state: 'done' }, 20_000);
  expect(calledAtMs).toHaveLength(1);
  expect(await settled(id)).toEqual(['done']);
}, 45_000);

test('a deadlock while an outcome is settled makes nothing unknown', async () => {
  let tries = 0;
  settling = async () => {
    tries += 1;
    if (tries < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
  };
  const id = await act(sendLetter);
  await expectEffect(id, { state: 'done' });
  expect(calledAtMs).toHaveLength(1);
  expect(await settled(id)).toEqual(['done']);
});

test.each([
  ['at once', new Date(0)],
  ['at no time at all', new Date(Number.NaN)],
])('a provider that says “wait” and then “come back %s” is not called in a hurry', async (_when, until) => {
  answer = async ({ attempt }) =>
    attempt < 3 ? { outcome: 'rate_limited', until } : { outcome: 'done', result: { ref: 'r1' } };
  const id = await act(sendLetter);
  await expectEffect(id, { state: 'done', attempts: 3 });
  const [first = 0, second = 0, third = 0] = calledAtMs;
  expect(Math.min(second - first, third - second)).toBeGreaterThan(900);
});

test('an answer counts even if another instance is just about to give the effect up', async () => {
  const slow = Promise.withResolvers<Outcome>();
  answer = () => slow.promise;
  const id = await act(sendLetter);
  await settle(() => expect(calledAtMs).toHaveLength(1));
  await system.sql(
    `UPDATE discovery.effects SET lease_holder = gen_random_uuid(), lease_until = now() + interval '25 s' WHERE id = $1`,
    [id],
  );
  slow.resolve({ outcome: 'done', result: { ref: 'late' } });
  await expectEffect(id, { state: 'done', result: { ref: 'late' } });
  expect(await settled(id)).toEqual(['done']);
});

test('what surely was not sent stays so, though the database is away when it is to be recorded', async () => {
  const away = Promise.withResolvers<void>();
  answer = async ({ attempt }) => {
    if (attempt > 1) return { outcome: 'done', result: {} };
    await postgres.down();
    away.resolve();
    return { outcome: 'not_sent', reason: 'connection_refused' };
  };
  const id = await act(sendLetter);
  await away.promise;
  await postgres.up();
  await expectEffect(id, { state: 'done', attempts: 2 }, 20_000);
  expect(await settled(id)).toEqual(['done']);
});

test('what we refuse ourselves while a provider’s breaker is open says nothing about the provider', async () => {
  answer = async () => ({ outcome: 'not_sent', reason: 'key_revoked', breaker: true });
  const burnt = await act(sendLetter);
  await expectEffect(burnt, { reason: 'key_revoked' });
  answer = async () => ({ outcome: 'refused', reason: 'suppressed' });
  await system.sql('UPDATE discovery.pauses SET probe_at = now()');
  await system.sql('UPDATE discovery.effects SET not_before = now() WHERE id = $1', [burnt]);
  await expectEffect(burnt, { state: 'refused' });
  const waiting = await act(sendLetter);
  await expectEffect(await act(askLetter), { state: 'refused' });
  expect(await effect(waiting)).toMatchObject({ state: 'ready', attempts: 0 });
  answer = async () => ({ outcome: 'done', result: {} });
  await system.sql('UPDATE discovery.pauses SET probe_at = now()');
  await expectEffect(waiting, { state: 'done' });
  await settle(async () => expect(await system.sql('SELECT 1 FROM discovery.pauses')).toHaveLength(0));
});

test('an effect of a kind that only a newer version knows waits for that version', async () => {
  const id = await act(sendParcel);
  await expectEffect(await act(sendLetter), { state: 'done' });
  await expectEffect(await act(sendLetter), { state: 'done' });
  expect(await effect(id)).toMatchObject({ state: 'ready', attempts: 0 });
  await system.start(toyService('discovery', [], { effects: [sendLetter, askLetter, sendParcel] }));
  await expectEffect(id, { state: 'done' });
});

test('an instance that stops records what a caller who waits had performed', async () => {
  const slow = Promise.withResolvers<Outcome>();
  answer = () => slow.promise;
  const id = await act(sendLetter, new Date(Date.now() + 86_400_000));
  const waiting = service.edge.outcomeOf(id).catch(() => 'stopped');
  await settle(() => expect(calledAtMs).toHaveLength(1));
  const stopping = service.stop();
  slow.resolve({ outcome: 'done', result: {} });
  await stopping;
  expect(await effect(id)).toMatchObject({ state: 'done' });
  await waiting;
});
