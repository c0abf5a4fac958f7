import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { Client } from 'pg';
import { z } from 'zod';
import { noteSeen, OTHER_TENANT, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const intent = z.object({ letter: z.string() });
type Context = EffectContext<z.output<typeof intent>>;

let system: TestSystem;
let services: TestService[];
const called: { readonly letter: string; readonly tenantId: string }[] = [];
let answer: (context: Context) => Promise<Outcome>;
let settling: (letter: string) => void;

function letterEffect(name: string, provider: string) {
  return defineEffect({
    name,
    provider,
    intent,
    perform: (context) => {
      called.push({ letter: context.intent.letter, tenantId: context.tenantId });
      return answer(context);
    },
    settle: async (decision, { effectId, intent: { letter }, outcome }) => {
      await noteSeen(decision.tx, effectId, outcome.outcome);
      settling(letter);
    },
  });
}

const sendLetter = letterEffect('send_letter', 'post');
const sendParcel = letterEffect('send_parcel', 'courier');
const definition = toyService('discovery', [], { effects: [sendLetter, sendParcel] });

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
});

afterAll(() => system.close());

beforeEach(() => {
  services = [];
  called.length = 0;
  answer = async () => ({ outcome: 'done', result: {} });
  settling = () => undefined;
});

afterEach(async () => {
  for (const service of services) await service.stop();
  await system.sql('TRUNCATE discovery.effects, discovery.seen');
});

async function start(): Promise<TestService> {
  const service = await system.start(definition);
  services.push(service);
  return service;
}

/** Schedules letters in one decision, by a service that is gone before they are due. */
async function schedule(effect: typeof sendLetter, letters: readonly string[], tenantId = TENANT): Promise<string[]> {
  const service = services[0] ?? (await start());
  return service.edge.decide(tenantId, { cause: randomUUID() }, (decision) =>
    Promise.all(letters.map((letter) => decision.act(effect, { letter }, { key: letter }))),
  );
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);
const count = async (state: string, name = 'send_letter'): Promise<number> => {
  const [row] = await system.sql<{ n: number }>(
    'SELECT count(*)::int AS n FROM discovery.effects WHERE state = $1 AND name = $2',
    [state, name],
  );
  return row?.n ?? 0;
};
const expectCount = (state: string, expected: number) =>
  settle(async () => expect(await count(state)).toBe(expected), { timeoutMs: 20_000 });

/** Holds every call until it is let go. */
function hold(isHeld: (context: Context) => boolean = () => true): () => void {
  const gate = Promise.withResolvers<void>();
  answer = async (context) => {
    if (isHeld(context)) await gate.promise;
    return { outcome: 'done', result: {} };
  };
  return gate.resolve;
}

test('effects whose outcome cannot be settled are left unknown; those recorded with them are done', async () => {
  settling = (letter) => {
    if (letter.endsWith('7')) throw new Error(`a bug about ${letter}`);
  };
  await schedule(sendLetter, numbered('letter', 100));
  await expectCount('done', 90);
  await expectCount('unknown', 10);
  expect(called).toHaveLength(100);
  expect(await system.sql(`SELECT 1 FROM discovery.seen WHERE note = 'done'`)).toHaveLength(90);
  const unsettled = await system.sql<{ letter: string; reason: string }>(
    `SELECT intent->>'letter' AS letter, reason FROM discovery.effects WHERE state = 'unknown'`,
  );
  for (const { letter, reason } of unsettled) expect(reason).toContain(`a bug about ${letter}`);
});

test('what follows from effects of several tenants, recorded together, lands with each one’s own tenant', async () => {
  const release = hold();
  await schedule(sendLetter, numbered('mine', 30));
  await schedule(sendLetter, numbered('theirs', 30), OTHER_TENANT);
  await settle(() => expect(called).toHaveLength(60));
  release();
  await expectCount('done', 60);
  const strangers = await system.sql(
    'SELECT 1 FROM discovery.seen s JOIN discovery.effects e ON e.id = s.event_id WHERE s.tenant_id <> e.tenant_id',
  );
  expect(strangers).toHaveLength(0);
  expect(await system.sql('SELECT DISTINCT tenant_id FROM discovery.seen')).toHaveLength(2);
});

test('a row that somebody else decides on holds up only the effect that needs it', async () => {
  const locked = randomUUID();
  await system.sql(`INSERT INTO discovery.deals (contract_id, tenant_id, state, history) VALUES ($1, $2, 'open', '')`, [
    locked,
    TENANT,
  ]);
  const needsDeal = defineEffect({
    ...sendLetter,
    settle: async ({ tx }, { effectId, intent: { letter } }) => {
      await noteSeen(tx, effectId);
      if (letter !== 'letter 3') return;
      await tx.first(sql.selectFrom('deals').select('state').where('contract_id', '=', locked).forUpdate());
    },
  });
  const somebody = new Client({ connectionString: system.databaseUrl });
  await somebody.connect();
  await somebody.query('BEGIN');
  await somebody.query('SELECT 1 FROM discovery.deals WHERE contract_id = $1 FOR UPDATE', [locked]);
  services.push(await system.start(toyService('discovery', [], { effects: [needsDeal] })));
  await schedule(needsDeal, numbered('letter', 40));
  await expectCount('done', 39);
  expect(await count('claimed')).toBe(1);
  await somebody.query('ROLLBACK');
  await somebody.end();
  await expectCount('done', 40);
  expect(called).toHaveLength(40);
});

test('two instances share a backlog, and nothing is performed twice', async () => {
  const letters = numbered('letter', 1_000);
  await start();
  await start();
  await Promise.all([schedule(sendLetter, letters.slice(0, 500)), schedule(sendLetter, letters.slice(500))]);
  await expectCount('done', 1_000);
  expect(called.map((call) => call.letter).toSorted()).toEqual(letters.toSorted());
});

test('a provider that hangs is called up to its limit, and delays no effect of another', async () => {
  const release = hold(({ intent: { letter } }) => letter.startsWith('hanging'));
  await schedule(sendLetter, numbered('hanging', 300));
  await settle(() => expect(called).toHaveLength(128));
  const parcels = await schedule(sendParcel, numbered('parcel', 200));
  await settle(async () => expect(await count('done', 'send_parcel')).toBe(200), { timeoutMs: 5_000 });
  expect(parcels).toHaveLength(200);
  expect(called.filter((call) => call.letter.startsWith('hanging'))).toHaveLength(128);
  expect(await count('ready')).toBe(172);
  release();
  await expectCount('done', 300);
});

test('a tenant’s few effects do not wait until another’s thousands are done', async () => {
  const release = hold();
  const flood = await schedule(sendLetter, numbered('flood', 2_000));
  await settle(() => expect(called).toHaveLength(128));
  await schedule(sendLetter, numbered('few', 5), OTHER_TENANT);
  release();
  await expectCount('done', 2_005);
  const lastOfFew = called.findLastIndex((call) => call.tenantId === OTHER_TENANT);
  expect(flood).toHaveLength(2_000);
  expect(lastOfFew).toBeGreaterThan(127);
  expect(lastOfFew).toBeLessThan(128 * 6);
});

test('after a pause nothing more is begun, and what waits keeps its attempts', async () => {
  const release = hold();
  const pause = { tenantId: null, provider: 'post' };
  await schedule(sendLetter, numbered('letter', 300));
  await settle(() => expect(called).toHaveLength(128));
  await system.ask('discovery', 'pause', pause);
  release();
  await expectCount('done', 128);
  await schedule(sendParcel, ['parcel']);
  await settle(async () => expect(await count('done', 'send_parcel')).toBe(1));
  expect(called.filter((call) => call.letter !== 'parcel')).toHaveLength(128);
  expect(await system.sql(`SELECT 1 FROM discovery.effects WHERE state = 'ready' AND attempts = 0`)).toHaveLength(172);
  await system.ask('discovery', 'resume', pause);
  await expectCount('done', 300);
});

test('what an instance has claimed and not begun when it stops is given back, with its attempt', async () => {
  const service = await start();
  const somebody = new Client({ connectionString: system.databaseUrl });
  await somebody.connect();
  await somebody.query('BEGIN');
  await somebody.query('LOCK TABLE discovery.pauses');
  await schedule(sendLetter, numbered('letter', 20));
  await settle(async () =>
    expect(
      await system.sql(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM due WHERE%'`,
      ),
    ).not.toHaveLength(0),
  );
  const stopping = service.stop();
  const list = { tenantId: null, state: null, provider: null, cursor: null, limit: 1 };
  await settle(() => expect(system.ask('discovery', 'effects_list', list)).rejects.toThrow('nobody to answer'));
  await somebody.query('ROLLBACK');
  await somebody.end();
  await stopping;
  expect(called).toHaveLength(0);
  expect(await system.sql(`SELECT 1 FROM discovery.effects WHERE state = 'ready' AND attempts = 0`)).toHaveLength(20);
  services = [];
  await start();
  await expectCount('done', 20);
});

test('a credential that fails under many calls at once opens one breaker, and no effect is lost', async () => {
  const gate = Promise.withResolvers<void>();
  answer = async () => {
    await gate.promise;
    return { outcome: 'not_sent', reason: 'key_revoked', breaker: true };
  };
  await schedule(sendLetter, numbered('letter', 200));
  await settle(() => expect(called).toHaveLength(128));
  gate.resolve();
  await expectCount('ready', 200);
  expect(called).toHaveLength(128);
  expect(await system.sql('SELECT provider FROM discovery.pauses')).toEqual([{ provider: 'post' }]);
  answer = async () => ({ outcome: 'done', result: {} });
  await system.sql('UPDATE discovery.pauses SET probe_at = now()');
  await expectCount('done', 200);
  expect(await system.sql('SELECT 1 FROM discovery.pauses')).toHaveLength(0);
});
