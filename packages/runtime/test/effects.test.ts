import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const intent = z.object({ letter: z.string() });
type Context = EffectContext<z.output<typeof intent>>;

let system: TestSystem;
let first: TestService;
let second: TestService;
const calls: { letter: string; attempt: number; key: string }[] = [];
let answer: (context: Context) => Promise<Outcome>;
let reconciled: (context: Context) => Promise<Outcome>;

/** The toy's outward act: calls are counted here, as the provider would. */
function letterEffect(name: string, provider: string, canBeAsked: boolean) {
  return defineEffect({
    name,
    provider,
    intent,
    perform: (context) => {
      calls.push({ letter: context.intent.letter, attempt: context.attempt, key: context.idempotencyKey });
      return answer(context);
    },
    ...(canBeAsked ? { reconcile: (context: Context) => reconciled(context) } : {}),
    settle: async (decision, { effectId, outcome }) => {
      await noteSeen(decision.tx, effectId, outcome.outcome);
      if (outcome.outcome === 'done')
        decision.emit(opportunityFound, sample(opportunityFound, { opportunityId: effectId }));
    },
  });
}

const sendLetter = letterEffect('send_letter', 'post', false);
const askLetter = letterEffect('ask_letter', 'courier', true);

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  const definition = toyService('discovery', [], { effects: [sendLetter, askLetter] });
  first = await system.start(definition);
  second = await system.start(definition);
});

afterAll(() => system.close());

beforeEach(() => {
  calls.length = 0;
  answer = async () => ({ outcome: 'done', result: {} });
  reconciled = async () => ({ outcome: 'unknown', reason: 'nobody knows' });
});

const act = (effect: typeof sendLetter, key: string, dueAt?: Date) =>
  first.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
    decision.act(effect, { letter: key }, { key, ...(dueAt === undefined ? {} : { dueAt }) }),
  );
const effect = async (id: string) => {
  const [row] = await system.sql<{ state: string; reason: string | null; attempts: number; name: string }>(
    'SELECT state, reason, attempts, name FROM discovery.effects WHERE id = $1',
    [id],
  );
  return row;
};
const settled = (id: string) =>
  system.sql<{ note: string }>('SELECT note FROM discovery.seen WHERE event_id = $1 ORDER BY id', [id]);
const callsFor = (letter: string) => calls.filter((call) => call.letter === letter);
const expectState = (id: string, state: string) =>
  settle(async () => expect(await effect(id)).toMatchObject({ state }), { timeoutMs: 20_000 });

test('an effect decided once is performed once by one of two instances, and what follows is published', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => act(sendLetter, `once ${index}`)));
  await Promise.all(ids.map((id) => expectState(id, 'done')));
  expect(calls).toHaveLength(40);
  expect(new Set(calls.map((call) => call.key)).size).toBe(40);
  await settle(async () => {
    const published = (await system.tap.published(opportunityFound)).map((event) => event.data.opportunityId);
    expect(ids.filter((id) => !published.includes(id))).toEqual([]);
  });
});

test('deciding the same act again, under the same key, schedules nothing more', async () => {
  const id = await act(sendLetter, 'the same');
  await expectState(id, 'done');
  expect(await act(sendLetter, 'the same')).toBe(id);
  const other = await act(sendLetter, 'another');
  await expectState(other, 'done');
  expect(callsFor('the same')).toHaveLength(1);
});

test('an effect is not performed before its time', async () => {
  const id = await act(sendLetter, 'tomorrow', new Date(Date.now() + 86_400_000));
  await expectState(await act(sendLetter, 'today'), 'done');
  expect(await effect(id)).toMatchObject({ state: 'ready', attempts: 0 });
  await system.sql('UPDATE discovery.effects SET due_at = now() WHERE id = $1', [id]);
  await expectState(id, 'done');
});

test('what surely was not sent is tried again; what was refused is not', async () => {
  answer = async ({ attempt, intent: { letter } }) => {
    if (letter === 'refused') return { outcome: 'refused', reason: 'no_such_address' };
    return attempt === 1 ? { outcome: 'not_sent', reason: 'connection_refused' } : { outcome: 'done', result: {} };
  };
  const [retried, refused] = [await act(sendLetter, 'retried'), await act(sendLetter, 'refused')];
  await expectState(retried, 'done');
  await expectState(refused, 'refused');
  expect(callsFor('retried').map((call) => call.attempt)).toEqual([1, 2]);
  expect(new Set(callsFor('retried').map((call) => call.key)).size).toBe(1);
  expect(callsFor('refused')).toHaveLength(1);
  expect(await settled(refused)).toEqual([{ note: 'refused' }]);
});

test('a provider that asks to wait is left alone until the time it named', async () => {
  const untilMs = Date.now() + 1_500;
  const at: number[] = [];
  answer = async ({ attempt }) => {
    at.push(Date.now());
    return attempt === 1 ? { outcome: 'rate_limited', until: new Date(untilMs) } : { outcome: 'done', result: {} };
  };
  await expectState(await act(sendLetter, 'limited'), 'done');
  expect(at).toHaveLength(2);
  expect(at[1]).toBeGreaterThanOrEqual(untilMs);
});

test('a call that throws is unknown: it is never made again by itself', async () => {
  answer = () => Promise.reject(new Error('socket hang up'));
  const id = await act(sendLetter, 'thrown');
  await expectState(id, 'unknown');
  answer = async () => ({ outcome: 'done', result: {} });
  await expectState(await act(sendLetter, 'a later one'), 'done');
  expect(callsFor('thrown')).toHaveLength(1);
  expect(await settled(id)).toEqual([{ note: 'unknown' }]);
});

test('a lease that ran out, because its worker died, is unknown and never free', async () => {
  const id = await act(sendLetter, 'orphan', new Date(Date.now() + 3_600_000));
  await system.sql(
    `UPDATE discovery.effects SET state = 'claimed', attempts = 1, lease_holder = gen_random_uuid(), due_at = now(),
       lease_until = now() - interval '1 s' WHERE id = $1`,
    [id],
  );
  await expectState(id, 'unknown');
  expect(await effect(id)).toMatchObject({ reason: 'lease_expired', attempts: 1 });
  expect(callsFor('orphan')).toHaveLength(0);
});

test('an unknown effect is asked about at its provider until that knows, and ends as the provider says', async () => {
  answer = async () => ({ outcome: 'unknown', reason: 'timeout' });
  let asked = 0;
  reconciled = async () => {
    asked += 1;
    return asked < 2 ? { outcome: 'unknown', reason: 'not listed yet' } : { outcome: 'done', result: { ref: 'x1' } };
  };
  const id = await act(askLetter, 'asked');
  await expectState(id, 'done');
  expect(callsFor('asked')).toHaveLength(1);
  expect(asked).toBe(2);
  expect((await settled(id)).map((row) => row.note)).toEqual(['unknown', 'done']);
}, 30_000);

test('an unknown effect the provider never saw is freed and performed once more', async () => {
  answer = async ({ attempt }) =>
    attempt === 1 ? { outcome: 'unknown', reason: 'reset' } : { outcome: 'done', result: {} };
  reconciled = async () => ({ outcome: 'not_sent', reason: 'never arrived' });
  const id = await act(askLetter, 'freed');
  await expectState(id, 'done');
  expect(callsFor('freed')).toHaveLength(2);
}, 30_000);

test('a webhook resolves an unknown effect, and a second webhook changes nothing', async () => {
  answer = async () => ({ outcome: 'unknown', reason: 'timeout' });
  const id = await act(sendLetter, 'proved');
  await expectState(id, 'unknown');
  const prove = () =>
    first.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
      decision.resolve(sendLetter, id, { outcome: 'done', result: { ref: 'w1' } }),
    );
  expect(await prove()).toBe(true);
  expect(await prove()).toBe(false);
  expect((await settled(id)).map((row) => row.note)).toEqual(['unknown', 'done']);
});

test('an operator ends an unknown effect by what they found out, once, and it is in the audit', async () => {
  answer = async () => ({ outcome: 'unknown', reason: 'timeout' });
  const id = await act(sendLetter, 'found out');
  await expectState(id, 'unknown');
  const resolve = { effectId: id, outcome: 'done', result: { ref: 'seen in their console' } };
  expect(await system.ask('discovery', 'effects_resolve', resolve)).toEqual({ ok: { effectId: id, outcome: 'done' } });
  expect(await system.ask('discovery', 'effects_resolve', resolve)).toMatchObject({ refused: 'not_unknown' });
  const stranger = { ...resolve, effectId: randomUUID() };
  expect(await system.ask('discovery', 'effects_resolve', stranger)).toMatchObject({ refused: 'not_found' });
  expect((await settled(id)).map((row) => row.note)).toEqual(['unknown', 'done']);
  expect(callsFor('found out')).toHaveLength(1);
  const [audited] = await system.sql<{ action: string }>('SELECT action FROM discovery.audit ORDER BY id DESC LIMIT 1');
  expect(audited).toEqual({ action: 'resolve effect' });
});

test('a bad credential opens the provider’s breaker: nothing more is burnt, one probe closes it', async () => {
  answer = async () => ({ outcome: 'not_sent', reason: 'key_revoked', breaker: true });
  const burnt = await act(sendLetter, 'burnt');
  await settle(async () => expect(await effect(burnt)).toMatchObject({ state: 'ready', reason: 'key_revoked' }));
  const waiting = await Promise.all(Array.from({ length: 10 }, (_, index) => act(sendLetter, `waiting ${index}`)));
  const elsewhere = await act(askLetter, 'another provider');
  answer = async () => ({ outcome: 'done', result: {} });
  await expectState(elsewhere, 'done');
  expect(calls.filter((call) => call.letter.startsWith('waiting'))).toHaveLength(0);
  await system.sql(`UPDATE discovery.pauses SET probe_at = now() WHERE provider = 'post'`);
  await Promise.all([burnt, ...waiting].map((id) => expectState(id, 'done')));
  expect(await system.sql('SELECT 1 FROM discovery.pauses')).toHaveLength(0);
}, 30_000);

test('an operator pauses one provider and resumes it, and both are in the audit', async () => {
  const pause = { tenantId: null, provider: 'post' };
  expect(await system.ask('discovery', 'pause', pause)).toEqual({ ok: { paused: true, changed: true } });
  expect(await system.ask('discovery', 'pause', pause)).toEqual({ ok: { paused: true, changed: false } });
  const id = await act(sendLetter, 'paused');
  await expectState(await act(askLetter, 'not paused'), 'done');
  expect(await effect(id)).toMatchObject({ state: 'ready', attempts: 0 });
  expect(await system.ask('discovery', 'resume', pause)).toEqual({ ok: { paused: false, changed: true } });
  await expectState(id, 'done');
  const audited = await system.sql<{ action: string }>('SELECT action FROM discovery.audit ORDER BY id DESC LIMIT 3');
  expect(audited.map((row) => row.action)).toEqual(['resume', 'pause', 'pause']);
});

test('a caller can wait for its effect’s end; twenty who wait at once cause one call', async () => {
  const id = await act(sendLetter, 'awaited', new Date(Date.now() - 1));
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? first : second).edge.outcomeOf(id)),
  );
  expect(new Set(outcomes.map((outcome) => (outcome === 'pending' ? outcome : outcome.outcome)))).toEqual(
    new Set(['done']),
  );
  expect(callsFor('awaited')).toHaveLength(1);
});

test('an instance that stops waits for the call under way and records its outcome', async () => {
  let release: (() => void) | undefined;
  answer = () =>
    new Promise((resolve) => {
      release = () => resolve({ outcome: 'done', result: {} });
    });
  const third = await system.start(toyService('discovery', [], { effects: [sendLetter, askLetter] }));
  await Promise.all([first.stop(), second.stop()]);
  const id = await third.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
    decision.act(sendLetter, { letter: 'last' }, { key: 'last' }),
  );
  await settle(() => release !== undefined);
  const stopping = third.stop();
  release?.();
  await stopping;
  expect(await effect(id)).toMatchObject({ state: 'done' });
});
